import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { followRun } from "../../../lib/server/live/follow.ts";
import type { Surroundings } from "../competitors/competitor.ts";
import { message } from "../competitors/history.ts";
import { chainGraph, teamGraph } from "../competitors/tutti-graphs.ts";
import { openTutti } from "../competitors/tutti-server.ts";
import { configure } from "../endpoint/client.ts";

/** What was measured of a server that is in use. Delays in ms, memory in MB. */
export type ServerMeasures = {
  engine: string;
  /** The event loop with nothing to do, then while a long run is read again and again and 20 runs go on. */
  idleDelay: Delay;
  busyDelay: Delay;
  eventsRead: number;
  timesRead: number;
  memory: { before: number; after: number; heapAfter: number; runs: number };
  bytesPerEvent: { payload: number; onDisk: number; wholeDatabase: number; events: number };
};
export type Delay = { p50: number; p99: number; max: number };

const LONG_RUN_EVENTS = 5_000;
const AT_ONCE = 20;
const RUNS = 1_000;
const BATCH = 100;
const MB = 1_048_576;

// A process that measures Tutti on one engine and tells its parent; `node --expose-gc`.

process.on("disconnect", () => process.exit(0));
// Its parent gives both.
const place = JSON.parse(process.env.BENCH_PLACE ?? "") as Surroundings;
const engine = process.env.BENCH_COMPETITOR === "pglite" ? "pglite" : "postgres";
const opened = await openTutti(place, engine);
const { server, viewer } = opened;
const team = () => opened.startAndWait("Team", teamGraph());
const batch = (count: number) => Promise.all(Array.from({ length: count }, team));

await configure(place.endpoint, 50);
await batch(AT_ONCE);
const idleDelay = await delayDuring(() => new Promise((resolve) => setTimeout(resolve, 2_000)));
const long = await longRun(LONG_RUN_EVENTS);
let timesRead = 0;
const busyDelay = await delayDuring(async () => {
  let going = true;
  const runs = batch(AT_ONCE).finally(() => {
    going = false;
  });
  while (going) {
    await readWhole(long);
    timesRead += 1;
  }
  await runs;
});

await configure(place.endpoint, 0);
globalThis.gc?.();
const before = process.memoryUsage.rss() / MB;
for (let done = 0; done < RUNS; done += BATCH) await batch(BATCH);
await opened.settle();
const after = process.memoryUsage.rss() / MB;
globalThis.gc?.();
const heapAfter = process.memoryUsage().heapUsed / MB;

const bytesPerEvent = await sizes();
await opened.close();
process.send?.({
  engine,
  idleDelay,
  busyDelay,
  eventsRead: LONG_RUN_EVENTS,
  timesRead,
  memory: { before, after, heapAfter, runs: RUNS },
  bytesPerEvent,
} satisfies ServerMeasures);
process.disconnect?.();

async function delayDuring(work: () => Promise<unknown>): Promise<Delay> {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  await work();
  histogram.disable();
  const ms = (nanoseconds: number) => nanoseconds / 1e6;
  return { p50: ms(histogram.percentile(50)), p99: ms(histogram.percentile(99)), max: ms(histogram.max) };
}

/** An ended run of at least so many events: a chain of steps, each of which makes five. */
async function longRun(events: number): Promise<string> {
  const run = opened.newRun(chainGraph(Array.from({ length: events / 5 }, () => message(0))));
  await opened.perform(run);
  return run.runId;
}

/** Reads a run's event stream from its beginning, as a page does. */
async function readWhole(runId: string): Promise<void> {
  const signal = new AbortController().signal;
  const stream = await followRun(viewer, { runId, after: 0, signal, stillAllowed: async () => true });
  for await (const _ of stream);
}

async function sizes(): Promise<ServerMeasures["bytesPerEvent"]> {
  const [row] = await server.db.$queryRaw<Record<"events" | "payload" | "table" | "whole", bigint>[]>`
    SELECT (SELECT sum(last_seq) FROM run_head) AS events, sum(octet_length(payload)) AS payload,
      pg_total_relation_size('run_event') AS "table", pg_database_size(current_database()) AS whole
    FROM run_event`;
  const events = Number(row?.events);
  const whole = engine === "pglite" ? folderBytes(join(place.folder, "pg")) : Number(row?.whole);
  return {
    payload: Number(row?.payload) / events,
    onDisk: Number(row?.table) / events,
    wholeDatabase: whole / events,
    events,
  };
}

function folderBytes(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
