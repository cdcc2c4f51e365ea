import { parseEvent } from "../../lib/run/event.ts";
import type { PgliteBench } from "./pglite-bench.ts";
import type { PglitePoint } from "./pglite-points.ts";
import type { Tally } from "./tally.ts";
import { allEnd, type Watched } from "./watched.ts";
import type { Workflow } from "./world.ts";

/**
 * One kill of the whole server: some runs go on, one is brought to the point, the server is killed and started again, with
 * `openMs` killed once more that long after its start; all runs end. Takeovers are told by what the pages were shown.
 */
export async function killServerCycle(
  bench: PgliteBench,
  point: PglitePoint,
  tally: Tally,
  more: { others?: Workflow[]; openMs?: number } = {},
): Promise<Watched[]> {
  const row = tally.at(point.name);
  row.cycles += 1;
  const runs: Watched[] = [];
  for (const workflow of more.others ?? []) runs.push(await bench.run(workflow));
  const run = await bench.run(point.workflow, "gated");
  runs.push(run);
  await point.reach(bench, run);
  let killedAt = await bench.kill();
  if (more.openMs !== undefined) killedAt = await bench.startAndKill(more.openMs);
  await bench.start();
  await allEnd(runs);
  point.after?.(bench, run);
  for (const { reader, workflow } of runs) {
    const events = reader.shown.map(({ text }) => parseEvent(JSON.parse(text)));
    // A run that waits for a time is not taken over before that.
    const next = events.find((event) => event.type === "run-claim" && event.at > killedAt);
    if (next && workflow !== "patient") row.takeovers.push(next.at - killedAt);
    row.lost += events.filter((event) => event.type === "span-end" && event.outcome.status === "lost").length;
  }
  return runs;
}
