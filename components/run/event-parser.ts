import type { RunEvent } from "@/lib/run/event.ts";

type Parse = (json: unknown) => RunEvent;

let parse: Parse | null = null;

/** Fetches the code that reads streamed events: a page needs it only once it follows a run. */
export async function fetchParser(): Promise<Parse> {
  parse ??= (await import("@/lib/run/event.ts")).parseEvent;
  return parse;
}

/** What reads events, if its code is here already. */
export const parserAtHand = (): Parse | null => parse;
