import { mainOf, stepOf } from "../../../plan/plan-index.ts";
import type { LoggedSpan } from "./log-facts.ts";
import type { Finished } from "./world.ts";

/** The span whose deadline had passed at a time, looked for from a visit outwards; null when none had. */
export function lateFor(
  { plan }: Finished,
  spans: Map<number, LoggedSpan>,
  visit: number | null,
  at: number,
): number | null {
  for (let id = visit; id !== null; ) {
    const span = spans.get(id);
    if (!span) return null;
    const step = stepOf(mainOf(plan), span.start.step);
    const deadlineMs = step.kind === "agent" ? step.limits.deadlineMs : null;
    if (deadlineMs !== null && at >= span.start.at + deadlineMs) return id;
    id = span.start.parent;
  }
  return null;
}
