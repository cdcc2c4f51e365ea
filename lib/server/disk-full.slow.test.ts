import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { ensureDemo } from "../adapters/demo/demo-company.ts";
import { parseEnv } from "../env.ts";
import { firstBrokenLink } from "../run/chain.ts";
import type { RunEvent } from "../run/event.ts";
import { openServer, type Server } from "./ports.ts";
import { type Runner, startRunner } from "./runner.ts";
import { startRun } from "./start-run.ts";
import { addPerson } from "./temporary-server.ts";
import type { Viewer } from "./viewer.ts";

// A disk is filled, and runs wait for it.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), "tutti-full-"));
const why = mountSmallDisk();
if (why !== null) console.warn(`Skipped: a disk that is full. ${why}`);

/** Mounts a disk of 500 MB in memory; gives the reason when that can't be done here. */
function mountSmallDisk(): string | null {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return "It needs a small disk, which only root can mount, and only on Linux.";
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=500m", "tmpfs", folder], { stdio: "pipe" });
    return null;
  } catch (error) {
    return `A small disk could not be mounted: ${error instanceof Error ? error.message : error}`;
  }
}

afterAll(() => {
  if (why === null) execFileSync("umount", [folder]);
  rmSync(folder, { recursive: true });
});

describe.skipIf(why !== null)("on a disk that is full", () => {
  const dataDir = join(folder, "data");
  const ballast = join(folder, "ballast");
  let server: Server;
  let runner: Runner;
  let viewer: Viewer;
  let workflowId: string;

  beforeAll(async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
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
  });

  /** Writes until there is no room for a single page. */
  function fillUp(): void {
    const file = openSync(ballast, "a");
    const page = Buffer.alloc(4_096);
    try {
      for (;;) writeSync(file, page);
    } catch (error) {
      expect(error).toMatchObject({ code: "ENOSPC" });
    } finally {
      closeSync(file);
    }
    expect(statfsSync(folder).bavail).toBe(0);
  }

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
    fillUp();
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

    rmSync(ballast);
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
      expect(
        firstBrokenLink(
          events,
          rows.map(({ hash }) => hash),
          sha256,
        ),
      ).toBeNull();
    }
    expect((await start()).runId).toBeTruthy();
  });
});
