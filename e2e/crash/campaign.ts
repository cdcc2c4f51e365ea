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
  for (const [index, { point, perform }] of cycles.entries()) {
    const startedAt = performance.now();
    try {
      for (const { runId } of await within(perform(bench))) points.set(runId, point);
      for (const violation of await standing(bench)) found.push({ point, ...violation });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      found.push({ point, check: "end", runId: "", message });
    }
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${index + 1} of ${cycles.length}: ${point}, ${seconds} s`);
  }
  for (const violation of await violations(await bench.history()))
    found.push({ point: points.get(violation.runId) ?? "", ...violation });
  for (const violation of found) {
    tally.at(violation.point).violations += 1;
    console.log(`VIOLATION ${JSON.stringify(violation)}`);
  }
  return found;
}

/** The longest that a cycle may take, ms; a point that is never reached must not hold up the others for ever. */
const CYCLE_MS = 240_000;

async function within<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not over within ${CYCLE_MS / 1000} s`)), CYCLE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
