import type { RunState } from "../run/state.ts";

/** The next moment at which time alone changes what must be done, epoch ms; null when only facts can. */
export function wakeAt({ at, halt, visits, frames, todo }: RunState): number | null {
  // A run that stops waits for its open calls alone.
  if (halt) return null;
  let earliest = Number.POSITIVE_INFINITY;
  for (const span of todo.timed) {
    const visit = visits.get(span);
    if (!visit) continue;
    if (!visit.ending && visit.deadlineAt !== null) earliest = Math.min(earliest, visit.deadlineAt);
    // A retry that is due but has not started is waiting for room under a limit: a fact, not time, will start it.
    const retryAt = "retryAt" in visit ? visit.retryAt : null;
    if (retryAt !== null && retryAt > at) earliest = Math.min(earliest, retryAt);
  }
  for (const { due, steps } of frames.values())
    for (const id of due) {
      const dueAt = steps.get(id)?.dueAt ?? null;
      if (dueAt !== null && dueAt > at) earliest = Math.min(earliest, dueAt);
    }
  return earliest === Number.POSITIVE_INFINITY ? null : earliest;
}
