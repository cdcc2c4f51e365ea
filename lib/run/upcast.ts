import { z } from "zod";
import { FORMAT } from "../plan/format.ts";
import type { RunEvent } from "./event.ts";

/** An event as some version has stored it: its header, and whatever that version wrote. */
export const StoredEvent = z.looseObject({ type: z.string(), schema: z.int() });
export type StoredEvent = z.infer<typeof StoredEvent>;

/**
 * An event of any earlier format as one of this format, with the same meaning; events of this format are returned as
 * they are. Chains are verified over stored events, not over these. Throws for a newer format.
 */
export function upcastEvent(stored: StoredEvent): RunEvent {
  // Every event in a log was written from a RunEvent of its format.
  if (stored.schema === FORMAT) return stored as unknown as RunEvent;
  if (stored.schema > FORMAT)
    throw new Error(
      `event ${stored.seq} has format ${stored.schema}, and this version reads up to ${FORMAT}`,
    );
  const upcast = stored.schema === 1 ? fromFirst(stored) : stored;
  return { ...upcast, schema: FORMAT } as unknown as RunEvent;
}

/** Events whose `schema` is 1 are those of the formats up to 3. Format 4 has nothing that changed since. */
function fromFirst(stored: StoredEvent): object {
  switch (stored.type) {
    case "span-start":
      return { ...stored, work: workOf(stored.work) };
    case "decision":
      return { ...stored, decision: decisionOf(stored.decision) };
    default:
      return stored;
  }
}

type OldWork = { kind: string; call?: object | null; flow?: string | null };

function workOf(stored: unknown): object {
  // The schema of these formats has made sure of it.
  const work = stored as OldWork;
  if (work.kind !== "step") return work;
  const { call, flow } = work;
  if (call) return { kind: "step", origin: { by: "call", ...call } };
  return { kind: "step", origin: flow ? { by: "all-flows", edge: flow } : { by: "entry" } };
}

function decisionOf(stored: unknown): object {
  const { what, ...told } = stored as { what: string };
  return { what: "told", was: what, ...told };
}
