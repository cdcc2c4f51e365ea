import { setTimeout as wait } from "node:timers/promises";
import type { PostgresBench, RunnerProcess } from "./postgres-bench.ts";
import type { Tally } from "./tally.ts";
import { allEnd, type Watched } from "./watched.ts";

/** Where a runner is frozen, and when it is thawed: while another one goes on with its run, or after that has ended. */
export type Freeze = { where: "in a call" | "storing a reply"; thaw: "while it goes on" | "after its end" };

/**
 * A runner is frozen past its lease, another takes its run, then it is thawed. What it wants to write is refused, which it
 * says in its output and counts; the run is what the other one made of it.
 */
export async function freezeCycle(bench: PostgresBench, freeze: Freeze, tally: Tally): Promise<Watched[]> {
  const row = tally.at(`runner frozen ${freeze.where}, thawed ${freeze.thaw}`);
  row.cycles += 1;
  const run = await bench.run("long");
  const call = bench.world.endpoint.hold("arrived", ({ text }) => text.includes(run.mark));
  await call.reached;
  let release = async () => call.release();
  if (freeze.where === "storing a reply") {
    const hold = await bench.holds.hold(run.runId, "span-end", '%"reply":{%');
    call.release();
    // Its session ends meanwhile, as that of a machine that is gone for long does.
    release = (await hold.reached()).rollBack;
  }
  const runner = await bench.holder(run.runId);
  const [held] = await bench.heldBy(runner);
  const frozenAt = Date.now();
  bench.faults += 1;
  runner.signal("SIGSTOP");
  if (freeze.where === "storing a reply") await release();
  const takenAt = await takeover(bench, run, held?.epoch ?? 1);
  row.takeovers.push(takenAt - frozenAt);
  if (freeze.thaw === "after its end") await allEnd([run]);
  if (freeze.where === "in a call") await release();
  runner.signal("SIGCONT");
  await refusedOf(bench, runner, run.runId);
  row.refused += 1;
  await allEnd([run]);
  row.lost += run.reader.shown.filter((event) => event.text.includes('"status":"lost"')).length;
  return [run];
}

async function takeover(bench: PostgresBench, run: Watched, epoch: number): Promise<number> {
  for (const end = Date.now() + 30_000; Date.now() < end; await wait(50)) {
    const at = await bench.takenOver(run.runId, epoch);
    if (at !== null) return at;
  }
  throw new Error(`nobody took run ${run.runId} over from a frozen runner within 30 s`);
}

/** Waits until the runner has said that its write was refused, and the database has it counted. */
async function refusedOf(
  bench: PostgresBench,
  runner: Pick<RunnerProcess, "id" | "output">,
  runId: string,
): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end; await wait(50)) {
    const counted = await bench.tutti.db.runner.findUnique({ where: { id: runner.id } });
    if (runner.output().includes(`Run ${runId} was taken by another runner`) && (counted?.refused ?? 0) > 0)
      return;
  }
  throw new Error(`runner ${runner.id} was not refused:\n${runner.output()}`);
}

/**
 * The database restarts, or loses all its sessions, while runs go on: a reply comes when it has been away for half its
 * time. Told is when the first event is stored again.
 */
export async function databaseCycle(
  bench: PostgresBench,
  fault: { how: "fast" | "immediate" | "cut"; downMs: number; afterMs: number },
  tally: Tally,
): Promise<Watched[]> {
  const { how, downMs, afterMs } = fault;
  const row = tally.at(
    how === "cut" ? "all connections cut" : `database restarted (${how}), down ${downMs / 1000} s`,
  );
  row.cycles += 1;
  const long = await bench.run("long");
  const call = bench.world.endpoint.hold("arrived", ({ text }) => text.includes(long.mark));
  await call.reached;
  const runs = [long, await bench.run("dispatch"), await bench.run("order")];
  await wait(afterMs);
  const up = bench.disturb(how, downMs);
  await wait(downMs / 2);
  call.release();
  const upAt = await up;
  await allEnd(runs);
  const events = await Promise.all(runs.map(({ runId }) => bench.eventsOf(runId)));
  const later = events.flat().flatMap(({ at }) => (at >= upAt ? [at] : []));
  if (later.length > 0) row.takeovers.push(Math.min(...later) - upAt);
  for (const { reader } of runs)
    row.lost += reader.shown.filter((event) => event.text.includes('"status":"lost"')).length;
  return runs;
}

/** The web server is killed while runners drive; its pages connect to the next one and miss nothing. */
export async function webCycle(bench: PostgresBench, afterMs: number, tally: Tally): Promise<Watched[]> {
  const row = tally.at("web server without runner killed");
  row.cycles += 1;
  const runs = [await bench.run("order", "action"), await bench.run("long", "action")];
  await wait(afterMs);
  await bench.replaceWeb(false);
  await allEnd(runs);
  return runs;
}

/** A web server that drives what is started on it is killed; runners go on with its runs. */
export async function drivingWebCycle(
  bench: PostgresBench,
  afterMs: number,
  tally: Tally,
): Promise<Watched[]> {
  const row = tally.at("web server with runner killed");
  row.cycles += 1;
  await bench.replaceWeb(true);
  const runs = [await bench.run("order", "action"), await bench.run("dispatch", "action")];
  await wait(afterMs);
  const heads = await bench.tutti.db.runHead.findMany({
    where: { id: { in: runs.map((run) => run.runId) } },
  });
  const held = heads.filter((head) => head.status === "running");
  const at = await bench.replaceWeb(false);
  await allEnd(runs);
  for (const { id, epoch } of held) {
    const takenAt = await bench.takenOver(id, epoch);
    if (takenAt !== null) row.takeovers.push(takenAt - at);
  }
  for (const { reader } of runs)
    row.lost += reader.shown.filter((event) => event.text.includes('"status":"lost"')).length;
  return runs;
}

/** A web server that drives a run is frozen past its lease, then thawed: its write is refused, its pages go on. */
export async function frozenWebCycle(bench: PostgresBench, tally: Tally): Promise<Watched[]> {
  const row = tally.at("web server with runner frozen");
  row.cycles += 1;
  await bench.replaceWeb(true);
  const call = bench.world.endpoint.hold("arrived");
  const run = await bench.run("long", "action");
  await call.reached;
  const { owner, epoch } = await bench.tutti.db.runHead.findUniqueOrThrow({ where: { id: run.runId } });
  const frozenAt = Date.now();
  bench.faults += 1;
  bench.web.signal("SIGSTOP");
  row.takeovers.push((await takeover(bench, run, epoch)) - frozenAt);
  call.release();
  bench.web.signal("SIGCONT");
  await refusedOf(bench, { id: owner ?? "", output: bench.web.output }, run.runId);
  row.refused += 1;
  await allEnd([run]);
  row.lost += run.reader.shown.filter((event) => event.text.includes('"status":"lost"')).length;
  await bench.replaceWeb(false);
  return [run];
}

/** Every runner is killed at once; the next ones find what they left. */
export async function allRunnersCycle(
  bench: PostgresBench,
  afterMs: number,
  tally: Tally,
): Promise<Watched[]> {
  const row = tally.at("all runners killed");
  row.cycles += 1;
  const runs = [await bench.run("dispatch"), await bench.run("long"), await bench.run("order")];
  await wait(afterMs);
  const { length } = bench.runners;
  await Promise.all(bench.runners.map((runner) => bench.kill(runner)));
  await Promise.all(Array.from({ length }, () => bench.addRunner()));
  await allEnd(runs);
  for (const { reader } of runs)
    row.lost += reader.shown.filter((event) => event.text.includes('"status":"lost"')).length;
  return runs;
}
