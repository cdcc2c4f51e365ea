import { setTimeout as wait } from "node:timers/promises";
import { typeOf } from "./event-reader.ts";
import type { PostgresBench } from "./postgres-bench.ts";
import type { Tally } from "./tally.ts";
import { allEnd, type Watched } from "./watched.ts";
import type { Workflow } from "./world.ts";

/** Where every runner dies that gets the run: before its claim is stored, or in the first model call. */
export type Poison = "at the claim" | "in a call";

/** Claims in a row of which nothing comes, before a run is set aside. */
const FRUITLESS = 3;

/** Waits until the run stands still at the point; gives what lets that go. */
type Point = () => Promise<() => Promise<void>>;

/**
 * Every runner that gets one run dies of it, as of a reply that takes all memory. The one after three in vain sets the run
 * aside, and nobody gets it again; runs that begin between the kills end as if nothing had been.
 */
export async function poisonCycle(bench: PostgresBench, where: Poison, tally: Tally): Promise<Watched[]> {
  const row = tally.at(`poison run, its runners die ${where}`);
  row.cycles += 1;
  const claimed = where === "at the claim" ? await claimOf(bench, "*") : null;
  const run = await bench.run("long");
  bench.poisoned.add(run.runId);
  const next = () => (claimed ? claimOf(bench, run.runId) : callOf(bench, run));
  let point = claimed ?? (await next());
  // The first that came to the call had stored what the agent receives, which is progress.
  const kills = claimed ? FRUITLESS : FRUITLESS + 1;
  const others: Watched[] = [];
  let killedAt: number | null = null;
  for (let kill = 1; kill <= kills; kill++) {
    const letGo = await point();
    if (killedAt !== null) row.takeovers.push(Date.now() - killedAt);
    killedAt = await bench.kill(await bench.holder(run.runId));
    if (kill < kills) point = await next();
    await letGo();
    others.push(await bench.run(COMPANY[kill % COMPANY.length] ?? "long"));
    await bench.addRunner();
  }
  await allEnd([run, ...others]);
  const setAsideAt = await bench.takenOver(run.runId, kills);
  if (setAsideAt !== null && killedAt !== null) row.takeovers.push(setAsideAt - killedAt);
  row.lost += run.reader.shown.filter((event) => event.text.includes('"status":"lost"')).length;
  await assertLeftAlone(bench, run, kills + 1, others);
  return [run, ...others];
}

/** How long the neighbour's calls take, ms: longer than the poison run needs to kill their runner. */
const SLOW_MS = 3_000;

/**
 * A poison run and another share the bench's only runner, and each kill finds both in a call. The other must end as if
 * nothing had been, though for some claims nothing comes of it either.
 */
export async function neighbourCycle(bench: PostgresBench, tally: Tally): Promise<Watched[]> {
  const row = tally.at("poison run beside another");
  row.cycles += 1;
  const neighbour = await bench.run("long");
  const inCall = slowDown(bench, neighbour);
  await inCall();
  const run = await bench.run("long");
  bench.poisoned.add(run.runId);
  for (let kill = 0; kill <= FRUITLESS; kill++) {
    const letGo = await (await callOf(bench, run))();
    // For its third claim in vain it gets a runner without the other.
    if (kill < FRUITLESS) await inCall();
    await bench.kill(await bench.holder(run.runId));
    await letGo();
    await bench.addRunner();
  }
  await allEnd([run, neighbour]);
  const end = neighbour.reader.shown.find((event) => typeOf(event) === "run-end");
  if (!end?.text.includes('"outcome":{"status":"ok"}'))
    throw new Error(`expected the run beside the poison run to end well, got ${end?.text}`);
  return [run, neighbour];
}

/** Lets each call of the run wait; gives what settles once one waits. */
function slowDown({ world }: PostgresBench, { mark, reader }: Watched): () => Promise<void> {
  let waiting = Promise.withResolvers<void>();
  const over = reader.ended.then(() => "over" as const);
  void (async () => {
    for (;;) {
      const hold = world.endpoint.hold("arrived", ({ text }) => text.includes(`${mark}\\"`));
      if ((await Promise.race([hold.reached, over])) === "over") return hold.release();
      waiting.resolve();
      await wait(SLOW_MS);
      waiting = Promise.withResolvers();
      hold.release();
    }
  })();
  return () => waiting.promise;
}

const COMPANY: Workflow[] = ["long", "order", "filing"];

async function claimOf(bench: PostgresBench, runId: string): Promise<Point> {
  const hold = await bench.holds.hold(runId, "run-claim");
  return async () => (await hold.reached()).rollBack;
}

async function callOf({ world }: PostgresBench, { mark }: Watched): Promise<Point> {
  const hold = world.endpoint.hold("arrived", ({ text }) => text.includes(`${mark}\\"`));
  return async () => {
    await hold.reached;
    return async () => hold.release();
  };
}

/** Throws unless the run was claimed so often, and isn't touched while runners look for work and do it. */
async function assertLeftAlone(bench: PostgresBench, run: Watched, claims: number, others: Watched[]) {
  const traces = async () => {
    const where = { id: run.runId };
    const { epoch, lastSeq, status, dueAt } = await bench.tutti.db.runHead.findUniqueOrThrow({ where });
    const calls = bench.world.endpoint.calls.filter(({ text }) => text.includes(`${run.mark}\\"`)).length;
    return { epoch, lastSeq, status, dueAt, calls };
  };
  const before = await traces();
  if (before.epoch !== claims || before.status !== "ended" || before.dueAt !== null)
    throw new Error(
      `expected run ${run.runId} to be set aside by claim ${claims}, got ${JSON.stringify(before)}`,
    );
  const later = await bench.run("long");
  others.push(later);
  await allEnd([later]);
  const after = await traces();
  if (JSON.stringify(after) !== JSON.stringify(before))
    throw new Error(
      `run ${run.runId} was set aside, ${JSON.stringify(before)}, and is ${JSON.stringify(after)}`,
    );
}
