import { assertFiled } from "./cut-writes.ts";
import { typeOf } from "./event-reader.ts";
import type { PostgresBench } from "./postgres-bench.ts";
import type { PostgresPoint } from "./postgres-points.ts";
import type { Tally } from "./tally.ts";
import { allEnd, type Watched } from "./watched.ts";
import type { Workflow } from "./world.ts";

/**
 * One kill: some runs go on, one is brought to the point, its runner is killed, all runs end on the others. Takeovers,
 * of all runs that the killed runner held, and the calls that its death cut go into the tally's row.
 */
export async function killCycle(
  bench: PostgresBench,
  point: PostgresPoint,
  tally: Tally,
  others: Workflow[] = [],
): Promise<Watched[]> {
  const row = tally.at(point.name);
  row.cycles += 1;
  const runs: Watched[] = [];
  for (const workflow of others) {
    const run = await bench.run(workflow);
    await run.reader.saw((event) => typeOf(event) === "run-claim");
    runs.push(run);
  }
  let killedAt = 0;
  let held: { runId: string; epoch: number }[] = [];
  let struck: Watched | undefined;
  const start = async () => {
    const run = await bench.run(point.workflow, "gated");
    runs.push(run);
    struck = run;
    return run;
  };
  await point.strike(bench, start, async (runner) => {
    held = await bench.heldBy(runner);
    killedAt = await bench.kill(runner);
  });
  await Promise.all([bench.addRunner(), allEnd(runs)]);
  for (const run of runs) assertFiled(bench.world, run);
  if (struck) point.after?.(bench, struck);
  for (const { runId, epoch } of held) {
    const at = await bench.takenOver(runId, epoch);
    if (at !== null) row.takeovers.push(at - killedAt);
  }
  for (const { runId } of runs)
    for (const event of await bench.eventsOf(runId))
      if (event.type === "span-end" && event.outcome.status === "lost") row.lost += 1;
  return runs;
}
