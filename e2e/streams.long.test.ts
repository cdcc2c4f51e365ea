import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseEnv } from "@/lib/env.ts";
import { orderException } from "@/lib/graph/templates/order-exception.ts";
import { openServer, type Server } from "@/lib/server/ports.ts";
import { startRun } from "@/lib/server/runs/start-run.ts";
import { filler, writeRun } from "@/lib/server/runs/written-run.ts";
import { addPerson } from "@/lib/server/temporary-server.ts";
import { startTemporaryPostgres, type TemporaryPostgres } from "@/scripts/temporary-postgres.ts";
import { type ServedApp, serveApp } from "./serve-app.ts";
import { openWithoutReading, quantile, type Viewer, watchRun } from "./stream-viewers.ts";

const VIEWERS = Number(process.env.VIEWERS ?? 500);
const NEVER_READING = 100;
const RUNS = Number(process.env.RUNS ?? 50);
const SECONDS = Number(process.env.SECONDS ?? 20);
const EVENTS_PER_SECOND = 30;
const SECRET = "a secret for one measurement, long enough";

let postgres: TemporaryPostgres;
let app: ServedApp;
let server: Server;
let person: Awaited<ReturnType<typeof addPerson>>;
const dataDir = mkdtempSync(join(tmpdir(), "tutti-streams-"));

beforeAll(async () => {
  postgres = await startTemporaryPostgres({ max_connections: "200" });
  app = await serveApp({
    dataDir,
    env: { DATABASE_URL: postgres.url, TUTTI_SECRET: SECRET, NODE_ENV: "production" },
  });
  server = await openServer({ ...parseEnv({}), dataDir, databaseUrl: postgres.url, secret: SECRET });
  person = await addPerson(server, "Ada", true);
}, 120_000);
afterAll(async () => {
  await server?.close();
  await app?.stop();
  await postgres?.stop();
  rmSync(dataDir, { recursive: true, force: true });
}, 60_000);

/** Of the served app: resident memory, MB, and processor time since its start, s. */
function usage(): { mb: number; cpu: number } {
  const port = `PORT=${new URL(app.url).port}`;
  let most = { mb: 0, cpu: 0 };
  for (const pid of readdirSync("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      if (!readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(port)) continue;
      const kb = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
      // Behind the name: user and system time are fields 14 and 15, in hundredths of a second.
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
      const cpu = (Number(fields[11]) + Number(fields[12])) / 100;
      if (kb / 1024 > most.mb) most = { mb: Math.round(kb / 1024), cpu };
    } catch {
      // It has ended in the meantime.
    }
  }
  return most;
}
const residentMb = () => usage().mb;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function report(title: string, rows: Record<string, string | number>): void {
  console.log(
    `\n${title}\n${Object.entries(rows)
      .map(([name, value]) => `  ${name.padEnd(44)} ${value}`)
      .join("\n")}`,
  );
}

const delaysOf = (viewers: Viewer[]) => {
  const delays = viewers.flatMap((viewer) => viewer.delays.slice(1));
  return `${[0.5, 0.95, 0.99, 1].map((share) => quantile(delays, share)).join(" / ")} ms`;
};

test(`${VIEWERS} viewers of one run and ${RUNS} runs at once see each event soon after it is stored`, {
  timeout: 300_000,
}, async () => {
  const { cookie } = person;
  const { slug } = person.viewer;
  const run = await writeRun(server, person.viewer);
  const cold = residentMb();
  const viewers: Viewer[] = [];
  const began = Date.now();
  for (let at = 0; at < VIEWERS; at += 25) {
    const some = Array.from({ length: Math.min(25, VIEWERS - at) }, () =>
      watchRun({ url: app.url, cookie, slug, runId: run.runId }),
    );
    viewers.push(...(await Promise.all(some)));
  }
  const joined = Date.now() - began;
  await expect.poll(() => viewers.every((viewer) => viewer.lastSeq === 1), { timeout: 30_000 }).toBe(true);
  const before = residentMb();
  const cpuBefore = usage().cpu;

  const sample = orderException().graph.nodes.flatMap((node) =>
    node.kind === "input" ? node.samples : [],
  )[0];
  const { workflowId, viewer } = person;
  const others: Viewer[] = [];
  const starting = (async () => {
    for (let n = 0; n < RUNS; n++) {
      const { runId } = await startRun(viewer, {
        workflowId,
        mode: "simulated",
        input: sample?.input ?? {},
        instant: false,
      });
      others.push(await watchRun({ url: app.url, cookie, slug, runId }));
    }
  })();

  let peak = before;
  const start = Date.now();
  for (let n = 0; n < SECONDS * EVENTS_PER_SECOND; n++) {
    await pause(Math.max(0, start + (n * 1_000) / EVENTS_PER_SECOND - Date.now()));
    await run.write(filler(1_000));
    if (n % EVENTS_PER_SECOND === 0) peak = Math.max(peak, residentMb());
  }
  const wrote = Date.now() - start;
  await run.end();
  const last = run.events.length;
  await starting;
  const idle = await expect
    .poll(() => viewers.every((each) => each.lastSeq === last), { timeout: 60_000 })
    .toBe(true)
    .catch((error) => error);
  await expect.poll(() => others.every((each) => each.ended), { timeout: 120_000, interval: 500 }).toBe(true);
  report(`${VIEWERS} viewers of one run, ${RUNS} runs at once`, {
    "events written": `${last} in ${(wrote / 1000).toFixed(1)} s`,
    "all viewers joined after": `${joined} ms`,
    "delay of the one run, p50/p95/p99/max": delaysOf(viewers),
    "delay of the other runs, p50/p95/p99/max": delaysOf(others),
    "memory: no viewer / joined / peak": `${cold} / ${before} / ${peak} MB`,
    "viewers with the last event": viewers.filter((each) => each.lastSeq === last).length,
    "processor time of the server": `${(usage().cpu - cpuBefore).toFixed(1)} s`,
    "load average": loadavg()
      .map((load) => load.toFixed(1))
      .join(" "),
  });
  if (idle instanceof Error) throw idle;
  for (const each of [...viewers, ...others]) expect(each.disorder).toBe(0);
  for (const each of viewers) each.leave();
});

test(`${NEVER_READING} viewers that never read are cut off, and the others don't feel them`, {
  timeout: 180_000,
}, async () => {
  const { cookie } = person;
  const { slug } = person.viewer;
  const run = await writeRun(server, person.viewer);
  const watch = { url: app.url, cookie, slug, runId: run.runId };
  const good = await Promise.all(Array.from({ length: 10 }, () => watchRun(watch)));
  const stuck = await Promise.all(Array.from({ length: NEVER_READING }, () => openWithoutReading(watch)));
  const before = residentMb();
  let peak = before;
  for (let n = 0; n < 1_000; n++) {
    await run.write(filler(8_000));
    if (n % 20 === 0) {
      peak = Math.max(peak, residentMb());
      await pause(100);
    }
  }
  await expect
    .poll(() => good.every((each) => each.lastSeq === run.events.length), { timeout: 30_000 })
    .toBe(true);
  // So long nobody is cut off for being slow; then those who took nothing are.
  const until = Date.now() + 25_000;
  while (Date.now() < until) {
    peak = Math.max(peak, residentMb());
    await pause(500);
  }
  await run.end();
  const cut = (await Promise.all(stuck.map((each) => each.readOn()))).filter(
    (seq) => seq < run.events.length,
  );
  report(`${NEVER_READING} viewers that never read, 10 that do, 8 MB of events`, {
    "delay of those that read, p50/p95/p99/max": delaysOf(good),
    "cut off": `${cut.length}, at event ${quantile(cut, 0.5)} of ${run.events.length}`,
    "memory: before / peak": `${before} / ${peak} MB`,
  });
  expect(good.every((each) => each.disorder === 0)).toBe(true);
  expect(cut).toHaveLength(NEVER_READING);
  expect((peak - before) / NEVER_READING).toBeLessThan(1.5);
});
