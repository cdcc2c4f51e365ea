import { violations } from "./checker.ts";
import type { History, Violation } from "./history.ts";
import type { Tally } from "./tally.ts";
import type { Watched } from "./watched.ts";

/** One thing to do to a bench; gives the runs that it was done to. `point` is its row in the tally. */
export type Cycle<Bench> = { point: string; perform(bench: Bench): Promise<Watched[]> };

/**
 * Performs cycles on a bench and checks its whole history after the last. What was violated is counted at the point where
 * it happened, printed and given back; a cycle that does not come to its end is such a violation.
 */
export async function campaign<Bench extends { history(): Promise<History> }>(
  bench: Bench,
  cycles: Cycle<Bench>[],
  tally: Tally,
  standing: (bench: Bench) => Promise<Violation[]> = async () => [],
): Promise<Violation[]> {
  const points = new Map<string, string>();
  const found: (Violation & { point: string })[] = [];
  for (const { point, perform } of cycles) {
    try {
      for (const { runId } of await perform(bench)) points.set(runId, point);
      for (const violation of await standing(bench)) found.push({ point, ...violation });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      found.push({ point, check: "end", runId: "", message });
    }
  }
  for (const violation of await violations(await bench.history()))
    found.push({ point: points.get(violation.runId) ?? "", ...violation });
  for (const violation of found) {
    tally.at(violation.point).violations += 1;
    console.log(`VIOLATION ${JSON.stringify(violation)}`);
  }
  return found;
}
