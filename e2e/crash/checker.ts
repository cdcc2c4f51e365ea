import { type BodyOf, checkCalls } from "./check-calls.ts";
import { checkEffects, checkOutcome } from "./check-effects.ts";
import { checkLog, checkShown } from "./check-log.ts";
import type { History, StoredRun, Violation } from "./history.ts";

/** Everything that must hold of a history whose last fault is over; empty when all of it does. */
export async function violations(history: History, bodyOf?: BodyOf): Promise<Violation[]> {
  const found = history.runs.flatMap((run) => [...checkLog(run, history.mac), ...checkOutcome(history, run)]);
  // A log with gaps or without its values can't be compared with anything.
  if (found.some(({ check }) => ["seq", "values", "repeated"].includes(check))) return found;
  for (const shown of history.shown) {
    const run = history.runs.find((candidate) => candidate.id === shown[0]?.runId);
    if (run) found.push(...checkShown(run, shown));
    else if (shown.length > 0)
      found.push({
        check: "shown",
        runId: shown[0]?.runId ?? "",
        message: "a run was shown that is not stored",
      });
  }
  return [...found, ...(await checkCalls(history, bodyOf)), ...checkEffects(history)];
}

/** Whether somebody sees to the run: it has ended, waits for a time it names, or is held by a runner that lives. */
export function checkStanding(
  { id, head }: StoredRun,
  now: number,
  living: ReadonlySet<string>,
): Violation[] {
  const held = head.owner !== null && living.has(head.owner) && (head.dueAt ?? 0) > now;
  const fine =
    head.status === "ended" ||
    (head.status === "waiting" && head.dueAt !== null && head.dueAt > now - 2_000) ||
    (head.status === "running" && held);
  if (fine) return [];
  const message = `it is ${head.status}, held by ${head.owner ?? "nobody"} until ${head.dueAt}; now is ${now}`;
  return [{ check: "standing", runId: id, message }];
}
