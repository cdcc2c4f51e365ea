import type { EventBody } from "../run/event.ts";
import type { RunState } from "../run/state.ts";

/** A fact about something that has already ended is ignored. */
export function isStale(state: RunState, body: EventBody): boolean {
  if (body.type === "span-end") return !state.open.has(body.span) && !state.visits.has(body.span);
  return body.type === "context-fill" && !state.visits.has(body.span);
}
