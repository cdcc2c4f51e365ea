import type { Surroundings } from "../competitors/competitor.ts";
import { openTutti } from "../competitors/tutti-server.ts";
import { configure, seenBy } from "../endpoint/client.ts";
import { type Spread, spread } from "../statistics.ts";
import { databaseMeter } from "./database-meter.ts";
import { type Profile, profiled } from "./profile.ts";
import { SCALE_KINDS, type ScaleKind } from "./scale-kinds.ts";

/** Processor time for one event, µs: Tutti's own process, and the database's. */
type Cost = { engineUs: number; databaseUs: number; events: number };

/** What an event of a run costs at two sizes of it. `ratio`: the large one's to the small one's, round by round. */
export type Scale = {
  id: string;
  title: string;
  sizes: readonly [number, number];
  /** Events of one run of each size. */
  events: [number, number];
  /** Of Tutti's own process, µs; of each size. */
  engineUs: [Spread, Spread];
  /** Of the database, µs; of each size. */
  databaseUs: [Spread, Spread];
  ratio: Spread;
};
export type ScaleMeasures = {
  scales: Scale[];
  /** Of the large runs of each kind, where that was asked for. */
  profiles: { id: string; profile: Profile }[];
};

// A process that measures Tutti on PostgreSQL and tells its parent: the kinds named by `BENCH_KINDS`, profiled with `BENCH_PROFILE`.

/** Rounds that don't count, and those that do: in each, as many events in small runs as in one large one. */
const WARM_UPS = 2;
const ROUNDS = 5;
/** Large runs in a profile. */
const PROFILED = 3;

process.on("disconnect", () => process.exit(0));
// Its parent gives both.
const place = JSON.parse(process.env.BENCH_PLACE ?? "") as Surroundings;
const opened = await openTutti(place, "postgres");
const meter = await databaseMeter(place.databaseUrl);

const told: ScaleMeasures = { scales: [], profiles: [] };
for (const id of (process.env.BENCH_KINDS ?? "").split(",")) {
  const kind = SCALE_KINDS.find((one) => one.id === id);
  if (!kind) throw new Error(`Expected kinds of ${SCALE_KINDS.map((one) => one.id).join(", ")}, got "${id}"`);
  told.scales.push(await scaleOf(kind));
  if (process.env.BENCH_PROFILE)
    told.profiles.push({ id, profile: await profiled(() => costOf(kind, kind.sizes[1], PROFILED)) });
}
await opened.close();
await meter.close();
process.send?.(told);
process.disconnect?.();

async function scaleOf(kind: ScaleKind): Promise<Scale> {
  const [least, most] = kind.sizes;
  const small: Cost[] = [];
  const large: Cost[] = [];
  for (let round = 1; round <= WARM_UPS + ROUNDS; round++) {
    const few = await costOf(kind, least, Math.round(most / least));
    const many = await costOf(kind, most, 1);
    if (round <= WARM_UPS) continue;
    small.push(few);
    large.push(many);
  }
  const both = (of: (cost: Cost) => number): [Spread, Spread] => [
    spread(small.map(of)),
    spread(large.map(of)),
  ];
  const whole = ({ engineUs, databaseUs }: Cost) => engineUs + databaseUs;
  const ratios = large.map((cost, round) => whole(cost) / whole(small[round] ?? cost));
  return {
    ...{ id: kind.id, title: kind.title, sizes: kind.sizes },
    events: [small[0]?.events ?? 0, large[0]?.events ?? 0],
    engineUs: both(({ engineUs }) => engineUs),
    databaseUs: both(({ databaseUs }) => databaseUs),
    ratio: spread(ratios),
  };
}

/** Runs `times` runs of a size one after another, from their start to their stored end. */
async function costOf(kind: ScaleKind, size: number, times: number): Promise<Cost> {
  const { graph, task } = kind.run(size);
  const runs = Array.from({ length: times }, () => opened.newRun(graph, { task }));
  await configure(place.endpoint, kind.delayMs);
  const [cpu, database] = [process.cpuUsage(), meter.processorMs()];
  for (const run of runs) await opened.perform(run);
  await opened.settle();
  const { user, system } = process.cpuUsage(cpu);
  const databaseMs = meter.processorMs() - database;
  const { calls } = await seenBy(place.endpoint);
  const expected = times * kind.calls(size);
  if (calls !== expected)
    throw new Error(
      `${kind.id}: expected ${expected} model calls of ${times} runs of ${size}, the endpoint saw ${calls}`,
    );
  let events = 0;
  for (const { runId } of runs) {
    await opened.answer(runId);
    const { lastSeq } = await opened.server.db.runHead.findUniqueOrThrow({ where: { id: runId } });
    events += lastSeq;
  }
  return {
    engineUs: (user + system) / events,
    databaseUs: (1_000 * databaseMs) / events,
    events: events / times,
  };
}
