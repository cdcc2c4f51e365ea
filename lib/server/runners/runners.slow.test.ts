import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { onPostgres } from "../../../scripts/on-postgres.ts";
import { parseEnv } from "../../env.ts";
import { FORMAT } from "../../plan/format.ts";
import type { OwnerViewer } from "../accounts/viewer.ts";
import { openServer, type Server } from "../ports.ts";
import { runWait } from "../runs/run-wait.ts";
import { startRun } from "../runs/start-run.ts";
import { addPerson, openTemporaryServer } from "../temporary-server.ts";
import { startRunner } from "./runner.ts";
import { listRunners } from "./runners.ts";

const begin = async (who: { viewer: OwnerViewer; workflowId: string }, instant = true) => {
  const input = { orderId: "SO-10412" };
  const { viewer, workflowId } = who;
  return (await startRun(viewer, { workflowId, mode: "simulated", input, instant })).runId;
};

test("a server with a database of its own lists itself alone, with the runs it drives", async () => {
  const server = await openTemporaryServer();
  const ada = await addPerson(server, "Ada", true);
  await server.db.runner.create({
    data: { id: "before a crash", name: "gone", kind: "server", slots: 50, format: FORMAT },
  });
  const runner = await startRunner(server, { kind: "server", slots: 2, name: "this" });
  server.here.runner = runner;
  const runId = await begin(ada, false);
  const list = await listRunners(ada.viewer);
  expect(list).toMatchObject({
    ownDatabase: true,
    queue: { waiting: 0, since: null, needNewer: 0 },
    runners: [
      {
        id: runner.id,
        name: "this",
        kind: "server",
        here: true,
        slots: 2,
        busy: 1,
        own: 1,
        lost: false,
        draining: false,
        refused: 0,
        older: false,
        runs: [{ id: runId, name: "Order exception" }],
      },
    ],
  });
  expect(list.at - (list.runners[0]?.runs[0]?.startedAt ?? 0)).toBeLessThan(10_000);
  expect(await runWait(ada.viewer, runId)).toBeNull();
  await runner.stop();
  await server.close();
}, 60_000);

onPostgres("the list of runners", (postgres) => {
  const dataDir = mkdtempSync(join(tmpdir(), "tutti-runners-"));
  let server: Server;
  let ada: { viewer: OwnerViewer; workflowId: string };
  let eve: { viewer: OwnerViewer; workflowId: string };

  beforeAll(async () => {
    server = await openServer({ ...parseEnv({}), dataDir, databaseUrl: postgres().url });
    ada = await addPerson(server, "Ada", true);
    eve = await addPerson(server, "Eve");
  });
  afterEach(async () => {
    await server.db.run.deleteMany();
    await server.db.runner.deleteMany();
  });
  afterAll(async () => {
    await server?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** The demo company belongs to one workspace, so the run is begun there and handed over. */
  async function beginForEve(): Promise<string> {
    const runId = await begin(ada);
    const data = { workspaceId: eve.viewer.workspaceId };
    await server.db.run.update({ where: { id: runId }, data });
    await server.db.runSummary.update({ where: { runId }, data });
    await server.db.runHead.update({ where: { id: runId }, data });
    return runId;
  }
  const row = (id: string, more: object = {}) =>
    server.db.runner.create({
      data: { id, name: id, kind: "runner", slots: 2, format: FORMAT, ...more },
    });
  const age = (runId: string, seconds: number) => {
    const at = new Date(Date.now() - seconds * 1_000);
    return server.db.$transaction([
      server.db.runSummary.update({ where: { runId }, data: { startedAt: at } }),
      server.db.runHead.update({ where: { id: runId }, data: { dueAt: at } }),
    ]);
  };

  test("runs of another workspace are counted and not named", async () => {
    const mine = await begin(ada);
    const theirs = await beginForEve();
    for (const runId of [mine, theirs]) await server.log.claim(runId, "far", 60_000);
    await row("far");
    const { runners, ownDatabase } = await listRunners(ada.viewer);
    expect(ownDatabase).toBe(false);
    expect(runners).toMatchObject([{ id: "far", here: false, busy: 2, own: 1, runs: [{ id: mine }] }]);
    expect(JSON.stringify(runners)).not.toContain(theirs);
  });

  test("a runner that is silent for ten seconds is lost, keeps what it holds while its lease lasts, and is forgotten", async () => {
    const runId = await begin(ada);
    const lease = await server.log.claim(runId, "silent", 60_000);
    await row("silent", { seenAt: new Date(Date.now() - 12_000), refused: 3 });
    await row("fresh", { seenAt: new Date(Date.now() - 8_000), draining: true });
    await row("long gone", { seenAt: new Date(Date.now() - 2 * 3_600_000) });
    const told = (await listRunners(ada.viewer)).runners;
    expect(told).toMatchObject([
      { id: "fresh", lost: false, draining: true, busy: 0, runs: [] },
      { id: "silent", lost: true, refused: 3, busy: 1, runs: [{ id: runId }] },
    ]);
    if (lease) await server.log.renew(lease, 0);
    const after = (await listRunners(ada.viewer)).runners;
    expect(after.map(({ id, busy, runs }) => [id, busy, runs.length])).toEqual([
      ["fresh", 0, 0],
      ["silent", 0, 0],
    ]);
  });

  test("who waits is told with since when, by workspace; a head start is no wait", async () => {
    const first = await begin(ada);
    await beginForEve();
    const { viewer, workflowId } = ada;
    const input = { orderId: "SO-10412" };
    await startRun(viewer, { workflowId, mode: "simulated", input, instant: true, priority: "high" });
    expect((await listRunners(ada.viewer)).queue).toMatchObject({ waiting: 0, since: null });
    await age(first, 90);
    const { queue, at } = await listRunners(ada.viewer);
    expect(queue).toMatchObject({ waiting: 1, needNewer: 0 });
    expect(Math.round((at - (queue.since ?? 0)) / 1_000)).toBe(90);
  });

  test("a run of a newer format needs a newer runner, and an older runner beside a newer one is marked", async () => {
    const runId = await begin(ada);
    await age(runId, 5);
    await server.db.runHead.update({ where: { id: runId }, data: { format: FORMAT + 1 } });
    await row("old");
    expect((await listRunners(ada.viewer)).queue).toMatchObject({ waiting: 0, needNewer: 1 });
    expect(await runWait(ada.viewer, runId)).toEqual({ because: "newer-format" });
    await row("new", { format: FORMAT + 1 });
    const { queue, runners } = await listRunners(ada.viewer);
    expect(queue).toMatchObject({ waiting: 1, needNewer: 0 });
    expect(runners.map(({ id, older }) => [id, older])).toEqual([
      ["new", false],
      ["old", true],
    ]);
    expect(await runWait(ada.viewer, runId)).toEqual({ because: "next" });
  });

  test("a run says why it waits: no runner, no slot, or nothing", async () => {
    const runId = await begin(ada);
    expect(await runWait(ada.viewer, runId)).toEqual({ because: "no-runner" });
    await row("ending", { draining: true });
    await row("lost", { seenAt: new Date(Date.now() - 20_000) });
    expect(await runWait(ada.viewer, runId)).toEqual({ because: "no-runner" });
    await row("small", { slots: 1 });
    await server.log.claim(await beginForEve(), "small", 60_000);
    expect(await runWait(ada.viewer, runId)).toEqual({ because: "no-slot", slots: 1 });
    await server.log.claim(runId, "small", 60_000);
    expect(await runWait(ada.viewer, runId)).toBeNull();
    await expect(runWait(eve.viewer, runId)).rejects.toThrow(/run/);
  });
});
