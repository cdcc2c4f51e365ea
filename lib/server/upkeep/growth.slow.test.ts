import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { PgliteTidier } from "../../adapters/store/tidy-pglite.ts";
import type { OwnerViewer } from "../accounts/viewer.ts";
import type { Server } from "../ports.ts";
import { deleteRun, findDeletedRun, pinRun } from "../runs/delete-run.ts";
import { importRecording, loadRecording } from "../runs/recorded-runs.ts";
import { cancelRun, listRuns, loadRun } from "../runs/runs.ts";
import { startRun } from "../runs/start-run.ts";
import { addPerson, openTemporaryServer } from "../temporary-server.ts";
import { countOlder, loadSettings, setRetention } from "../workspaces/settings.ts";
import { deleteExpired } from "./housekeeping.ts";

// Megabytes are written.
vi.setConfig({ testTimeout: 60_000 });

const DAY_MS = 86_400_000;
let server: Server;
let viewer: OwnerViewer;
let stranger: OwnerViewer;
let workflowId: string;

beforeAll(async () => {
  server = await openTemporaryServer();
  ({ viewer, workflowId } = await addPerson(server, "Ada", true));
  ({ viewer: stranger } = await addPerson(server, "Eve"));
});
afterAll(() => server.close());

/** A run of the workspace's own that ended so long ago. */
async function endedRun(daysAgo = 0): Promise<string> {
  const { workspaceId, userId } = viewer;
  const runId = await importRecording(
    { workspaceId, workflowId, userId },
    await loadRecording("order-exception"),
  );
  const at = new Date(Date.now() - daysAgo * DAY_MS);
  await server.db.run.update({ where: { id: runId }, data: { recorded: false, createdAt: at } });
  await server.db.runSummary.update({ where: { runId }, data: { startedAt: at, endedAt: at } });
  return runId;
}

async function rowsOf(runId: string): Promise<number[]> {
  const { db } = server;
  return Promise.all([
    db.run.count({ where: { id: runId } }),
    db.runHead.count({ where: { id: runId } }),
    db.runEvent.count({ where: { runId } }),
    db.runValue.count({ where: { scope: runId } }),
    db.runMessage.count({ where: { runId } }),
    db.runSummary.count({ where: { runId } }),
    db.spanSummary.count({ where: { runId } }),
  ]);
}

test("a deleted run leaves nothing but who deleted it, when, and the head of its chain", async () => {
  const runId = await endedRun();
  const head = await server.db.runHead.findUniqueOrThrow({ where: { id: runId } });
  expect((await rowsOf(runId)).filter((count) => count > 0).length).toBeGreaterThanOrEqual(5);
  await deleteRun(viewer, runId);
  expect(await rowsOf(runId)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  await expect(loadRun(viewer, runId)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await findDeletedRun(viewer, runId)).toMatchObject({ workflowName: "Order exception", by: "Ada" });
  expect(await server.db.runTombstone.findUniqueOrThrow({ where: { runId } })).toMatchObject({
    lastSeq: head.lastSeq,
    chainHash: head.chainHash,
    deletedBy: viewer.userId,
  });
  await expect(deleteRun(viewer, runId)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a run under way is not deleted; once it has been cancelled it can be", async () => {
  const recording = await loadRecording("order-exception");
  const input = { orderId: "SO-10412" };
  const { runId } = await startRun(viewer, { workflowId, mode: "simulated", input, instant: true });
  expect(recording.events.length).toBeGreaterThan(0);
  await expect(deleteRun(viewer, runId)).rejects.toMatchObject({
    code: "CONFLICT",
    message: "This run is still under way: cancel it first, then delete it.",
  });
  await cancelRun(viewer, runId);
  expect((await rowsOf(runId))[0]).toBe(1);
});

test("nobody else deletes or pins a run, or learns that it was deleted", async () => {
  const runId = await endedRun();
  await expect(deleteRun(stranger, runId)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(pinRun(stranger, { runId, pinned: true })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect((await rowsOf(runId))[0]).toBe(1);
  await deleteRun(viewer, runId);
  expect(await findDeletedRun(stranger, runId)).toBeNull();
  expect(await findDeletedRun(viewer, randomUUID())).toBeNull();
});

test("runs older than the workspace keeps them go; pinned ones, recordings and those of others stay", async () => {
  const old = await endedRun(31);
  const fresh = await endedRun(29);
  const pinned = await endedRun(400);
  await pinRun(viewer, { runId: pinned, pinned: true });
  expect(await deleteExpired(server.db)).toBe(0);
  expect(await countOlder(viewer, { days: 30 })).toEqual({ older: 1 });
  await setRetention(viewer, { days: 30 });
  expect(await deleteExpired(server.db)).toBe(1);
  expect(await findDeletedRun(viewer, old)).toMatchObject({ by: null });
  const { runs } = await listRuns(viewer, { workflowId: null, status: null, before: null });
  expect(runs.map(({ id }) => id)).toEqual(expect.arrayContaining([fresh, pinned]));
  expect(runs.find(({ id }) => id === pinned)).toMatchObject({ pinned: true });
  expect(runs.some(({ recorded }) => recorded)).toBe(true);
  await setRetention(viewer, { days: null });
});

test("many old runs go in small batches, and others get at the database meanwhile", async () => {
  await Promise.all(Array.from({ length: 12 }, () => endedRun(90)));
  await setRetention(viewer, { days: 60 });
  let asked = 0;
  const deleting = deleteExpired(server.db).finally(() => {
    asked = -asked;
  });
  while (asked >= 0) {
    await server.db.workspace.count();
    asked++;
  }
  expect(await deleting).toBe(12);
  expect(-asked).toBeGreaterThan(3);
  await setRetention(viewer, { days: null });
});

test("the settings page has the numbers: runs, the oldest, sizes", async () => {
  await endedRun(20);
  const settings = await loadSettings(viewer);
  expect(settings).toMatchObject({ engine: "pglite", retentionDays: null, lastBackup: null });
  expect(settings.runs).toBeGreaterThan(0);
  expect(settings.logBytes).toBeGreaterThan(100_000);
  expect(settings.databaseBytes).toBeGreaterThan(settings.logBytes);
  expect(settings.oldestRunAt).toBeLessThan(Date.now() - 19 * DAY_MS);
});

test("PGlite's own log is cut by checkpoints and deleted rows make room, each only once enough was written", async () => {
  const tidier = new PgliteTidier(server.db);
  expect(await tidier.tidy(0)).toEqual({ checkpoint: false, vacuum: false });
  const row = { key: "large", value: "" };
  await server.db.setting.create({ data: row });
  await server.db.runHead.updateMany({ where: { status: { not: "ended" } }, data: { status: "waiting" } });
  for (let written = 0; written < 40; written++) {
    const value = Array.from({ length: 30_000 }, () => randomUUID()).join("");
    await server.db.setting.update({ where: { key: row.key }, data: { value } });
  }
  expect(await tidier.tidy(1_000_000)).toEqual({ checkpoint: true, vacuum: true });
  expect(await tidier.tidy(2_000_000)).toEqual({ checkpoint: false, vacuum: false });
  await server.db.setting.delete({ where: { key: row.key } });
});
