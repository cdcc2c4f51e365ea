import type { Plan } from "../plan/plan.ts";
import type { RunState, Visit } from "../run/state.ts";
import { stepOf } from "./plan-index.ts";

/** When the visit's time is up, epoch ms: its own deadline or that of whoever asked for it, whichever is earlier. */
export function deadlineOf(plan: Plan, state: RunState, visit: Visit): number | null {
  const step = stepOf(plan, visit.step);
  const own =
    step.kind === "agent" && step.limits.deadlineMs !== null
      ? visit.startedAt + step.limits.deadlineMs
      : null;
  const parent = visit.parent === null ? undefined : state.visits.get(visit.parent);
  const inherited = parent ? deadlineOf(plan, state, parent) : null;
  if (own === null || inherited === null) return own ?? inherited;
  return Math.min(own, inherited);
}

/** The next moment at which time alone changes what must be done, epoch ms; null when only facts can. */
export function wakeAt(plan: Plan, state: RunState): number | null {
  let earliest: number | null = null;
  for (const visit of state.visits.values()) {
    const deadline = visit.ending ? null : deadlineOf(plan, state, visit);
    // A retry that is due but has not started is waiting for room under a limit: a fact, not time, will start it.
    const retryAt = visit.retryAt !== null && visit.retryAt > state.at ? visit.retryAt : null;
    for (const at of [retryAt, deadline])
      if (at !== null && (earliest === null || at < earliest)) earliest = at;
  }
  return earliest;
}
