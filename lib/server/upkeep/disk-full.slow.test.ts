import { createHash } from "node:crypto";
import { statfsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { mountSmallDisk, type SmallDisk } from "../../../scripts/small-disk.ts";
import { ensureDemo } from "../../adapters/demo/demo-company.ts";
import { linkOf } from "../../adapters/store/event-row.ts";
import { parseEnv } from "../../env.ts";
import { firstBrokenLink } from "../../run/chain.ts";
import type { RunEvent } from "../../run/event.ts";
import type { OwnerViewer } from "../accounts/viewer.ts";
import { openServer, type Server } from "../ports.ts";
import { type Runner, startRunner } from "../runners/runner.ts";
import { startRun } from "../runs/start-run.ts";
import { addPerson } from "../temporary-server.ts";

// A disk is filled, and runs wait for it.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const mounted = mountSmallDisk(500);
const reason = "reason" in mounted ? mounted.reason : null;
if (reason !== null) console.warn(`Skipped: a disk that is full. ${reason}`);

describe.skipIf(reason !== null)("on a disk that is full", () => {
  // It is mounted, or this is skipped.
  const disk = mounted as SmallDisk;
  let server: Server;
  let runner: Runner;
  let viewer: OwnerViewer;
  let workflowId: string;

  beforeAll(async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const dataDir = join(disk.folder, "data");
    ensureDemo(dataDir, "2026-11-20");
    server = await openServer({ ...parseEnv({}), dataDir });
    runner = await startRunner(server, { kind: "server", slots: 3, name: "full" });
    ({ viewer, workflowId } = await addPerson(server, "Ada", true));
    // What a step may take is told by the clock on the wall, which goes on while there is no room.
    const { document } = await server.db.workflow.findUniqueOrThrow({ where: { id: workflowId } });
    const patient = document.replaceAll(/"deadlineMs":\d+/g, '"deadlineMs":3600000');
    expect(patient).not.toBe(document);
    await server.db.workflow.update({ where: { id: workflowId }, data: { document: patient } });
  });
  afterAll(async () => {
    await runner.stop();
    await server.close();
    disk.remove();
  });

  const start = () =>
    startRun(viewer, { workflowId, mode: "simulated", input: { orderId: "SO-10412" }, instant: false });
  const read = (runId: string) => server.log.read(runId, 0, 10_000);
  const ended = async (runId: string) => (await read(runId)).some(({ type }) => type === "run-end");

  test("nothing that was shown is lost, runs wait, and go on by themselves once there is room", async () => {
    const shown = new Map<string, RunEvent[]>();
    const look = async () => {
      for (const runId of shown.keys()) shown.set(runId, await read(runId));
    };
    // Five for three slots, so that two have not begun.
    for (let runs = 0; runs < 5; runs++) shown.set((await start()).runId, []);
    await expect
      .poll(async () => {
        await look();
        return [...shown.values()].filter((events) => events.length > 20).length;
      })
      .toBeGreaterThanOrEqual(3);
    disk.fill();
    expect(statfsSync(disk.folder).bavail).toBe(0);
    await expect.poll(() => server.room.ok(), { timeout: 30_000 }).toBe(false);
    // Long enough for the runs to come to an end, if there were room.
    const until = Date.now() + 15_000;
    while (Date.now() < until) {
      await look();
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const full = new Map(shown);
    const unfinished: string[] = [];
    for (const runId of shown.keys()) if (!(await ended(runId))) unfinished.push(runId);
    expect(unfinished.length).toBeGreaterThanOrEqual(2);
    expect(server.room.state()).toMatchObject({ ok: false });

    disk.free();
    await expect.poll(() => server.room.ok(), { timeout: 30_000 }).toBe(true);
    for (const runId of shown.keys())
      await expect.poll(() => ended(runId), { timeout: 120_000, interval: 250 }).toBe(true);
    for (const [runId, before] of full) {
      const events = await read(runId);
      expect(events.slice(0, before.length)).toEqual(before);
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      expect(events.at(-1)).toMatchObject({ type: "run-end", outcome: { status: "ok" } });
      const rows = await server.db.runEvent.findMany({ where: { runId }, orderBy: { seq: "asc" } });
      const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
      const links = rows.map((row) => linkOf({ ...row, run_id: runId }));
      expect(firstBrokenLink(links, sha256)).toBeNull();
    }
    expect((await start()).runId).toBeTruthy();
  });
});
