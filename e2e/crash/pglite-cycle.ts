import { parseEvent } from "../../lib/run/event.ts";
import { assertFiled } from "./cut-writes.ts";
import { typeOf } from "./event-reader.ts";
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
  for (const each of runs) assertFiled(bench.world, each);
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

/** Claims in a row of which nothing comes, before a run is set aside. */
const FRUITLESS = 3;

/**
 * The whole server dies, each time it is started, of the call that one run makes then. What a claim counts is stored before
 * the run is touched, so the start after three in vain sets the run aside, and a run beside it ends as if nothing had been.
 */
export async function poisonServerCycle(bench: PgliteBench, tally: Tally): Promise<Watched[]> {
  const row = tally.at("poison run, the server dies in a call");
  row.cycles += 1;
  const beside = await bench.run("dispatch");
  const run = await bench.run("long", "gated");
  bench.poisoned.add(run.runId);
  const inCall = () => bench.world.endpoint.hold("arrived", ({ text }) => text.includes(run.mark));
  let hold = inCall();
  run.letGo();
  // The first claim brought what the agent receives, which is progress.
  for (let kill = 0; kill <= FRUITLESS; kill++) {
    await hold.reached;
    await bench.kill();
    hold.release();
    if (kill < FRUITLESS) hold = inCall();
    await bench.start();
  }
  await allEnd([run, beside]);
  const end = run.reader.shown.find((event) => typeOf(event) === "run-end");
  if (!end?.text.includes('"code":"poison"'))
    throw new Error(`expected the run to be set aside, got ${end?.text}`);
  return [run, beside];
}
