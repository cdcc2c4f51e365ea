import { type LoggedSpan, stepAt } from "./log-facts.ts";
import type { Finished } from "./world.ts";

/** The span whose deadline had passed at a time, looked for from a visit outwards; null when none had. */
export function lateFor(
  run: Finished,
  spans: Map<number, LoggedSpan>,
  visit: number | null,
  at: number,
): number | null {
  for (let id = visit; id !== null; ) {
    const span = spans.get(id);
    if (!span) return null;
    const step = stepAt(run, span.start.path);
    const deadlineMs = step.kind === "agent" ? step.limits.deadlineMs : null;
    if (deadlineMs !== null && at >= span.start.at + deadlineMs) return id;
    id = span.start.parent;
  }
  return null;
}
