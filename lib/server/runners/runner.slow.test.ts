import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { ensureDemo } from "../../adapters/demo/demo-company.ts";
import { isProgress } from "../../adapters/is-progress.ts";
import type { Log } from "../../engine/ports.ts";
import { parseEnv } from "../../env.ts";
import { rework } from "../../graph/templates/rework.ts";
import type { RunEvent } from "../../run/event.ts";
import { openServer } from "../ports.ts";
import { readAllEvents } from "../runs/runs.ts";
import { startRun } from "../runs/start-run.ts";
import { addPerson, openTemporaryServer } from "../temporary-server.ts";
import { addWorkflow } from "../workflows/workflow-record.ts";
import { startRunner } from "./runner.ts";

const dataDir = mkdtempSync(join(tmpdir(), "tutti-runner-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

test("of runs that may be what stops their runners, one is tried at a time", async () => {
  const own = mkdtempSync(join(tmpdir(), "tutti-runner-"));
  ensureDemo(own, "2026-11-20");
  const earlier = await openServer({ ...parseEnv({}), dataDir: own });
  const { viewer, workflowId } = await addPerson(earlier, "Ada", true);
  const input = { orderId: "SO-10412" };
  const start = () => startRun(viewer, { workflowId, mode: "simulated", input, instant: false });
  const before = await startRunner(earlier, { kind: "server", slots: 4, name: "before" });
  const runIds = [await start(), await start()].map(({ runId }) => runId);
  const histories = () => Promise.all(runIds.map((runId) => readAllEvents(viewer, runId)));
  const inCall = (events: RunEvent[]) =>
    events.some((event) => event.type === "span-start" && event.work.kind === "model");
  await expect.poll(async () => (await histories()).every(inCall)).toBe(true);
  await before.stop();
  await earlier.close();

  const server = await openServer({ ...parseEnv({}), dataDir: own });
  await server.db.runHead.updateMany({ data: { claimsWithoutProgress: 2 } });
  const runner = await startRunner(server, { kind: "server", slots: 4, name: "careful" });
  const sinceClaim = (events: RunEvent[]) =>
    events.slice(events.findIndex((event) => event.type === "run-claim" && event.runner === runner.id));
  const isClaimed = (events: RunEvent[]) =>
    events.some((event) => event.type === "run-claim" && event.runner === runner.id);
  await expect.poll(async () => (await histories()).every(isClaimed), { timeout: 30_000 }).toBe(true);
  const [first = [], second = []] = (await histories())
    .map(sinceClaim)
    .sort((one, other) => Number(one[0]?.at) - Number(other[0]?.at));
  expect(second[0]?.at).toBeGreaterThanOrEqual(Number(first.find(isProgress)?.at));
  await runner.stop();
  await server.close();
  rmSync(own, { recursive: true, force: true });
}, 60_000);

test("a run that is given back at the end of a process is finished by the next, and no finished call is made again", async () => {
  const first = await openServer({ ...parseEnv({}), dataDir });
  const firstRunner = await startRunner(first, { kind: "server", slots: 4, name: "first" });
  const { viewer } = await addPerson(first, "Ada");
  // Nothing in it has to be done within a time, which goes on while no process is there.
  const document = rework();
  const { workspaceId } = viewer;
  const workflowId = await addWorkflow(first.db, { workspaceId, name: "Rework", document, templateId: null });
  const entry = document.graph.nodes.find((node) => node.kind === "input");
  const input = entry?.kind === "input" ? (entry.samples[0]?.input ?? {}) : {};
  const { runId } = await startRun(viewer, { workflowId, mode: "simulated", input, instant: false });
  await expect
    .poll(
      async () => (await readAllEvents(viewer, runId)).filter((event) => event.type === "span-end").length,
      {
        timeout: 15_000,
      },
    )
    .toBeGreaterThan(1);
  await firstRunner.stop();
  const given = await readAllEvents(viewer, runId);
  expect(given.at(-1)?.type).not.toBe("run-end");
  await first.close();

  const second = await openServer({ ...parseEnv({}), dataDir });
  const secondRunner = await startRunner(second, { kind: "server", slots: 4, name: "second" });
  await expect
    .poll(async () => (await readAllEvents(viewer, runId)).at(-1), { timeout: 60_000 })
    .toMatchObject({ type: "run-end", outcome: { status: "ok" } });
  const events = await readAllEvents(viewer, runId);
  expect(events.slice(0, given.length)).toEqual(given);
  expect(events.flatMap((event) => (event.type === "run-claim" ? [event.runner.split(" ")[0]] : []))).toEqual(
    ["first", "second"],
  );
  const finished = given.flatMap((event) =>
    event.type === "span-end" && event.outcome.status === "ok" ? [event.span] : [],
  );
  const pathOf = (seq: number) => events.find((event) => event.seq === seq && event.type === "span-start");
  for (const span of finished) {
    const start = pathOf(span);
    const again = events.filter(
      (event) =>
        event.type === "span-start" &&
        start?.type === "span-start" &&
        event.work.kind === start.work.kind &&
        JSON.stringify(event.path) === JSON.stringify(start.path),
    );
    expect(again).toEqual([start]);
  }
  await secondRunner.stop();
  await second.close();
}, 90_000);

test("live text of a run whose driving breaks off is not kept", async () => {
  const server = await openTemporaryServer();
  const { viewer, workflowId } = await addPerson(server, "Ada", true);
  const told = vi.spyOn(console, "error").mockImplementation(() => {});
  let written = 0;
  const log: Log = {
    ...server.log,
    async append(lease, events, blobs, consumed) {
      if (written > 0) throw new Error("broken");
      return server.log.append(lease, events, blobs, consumed);
    },
  };
  const input = { orderId: "SO-10412" };
  const { runId } = await startRun(viewer, { workflowId, mode: "simulated", input, instant: true });
  server.live.watch(runId, ({ text }) => {
    written += text.length;
  });
  const runner = await startRunner(
    { ...server, ports: { ...server.ports, log } },
    { kind: "server", slots: 1, name: "breaks" },
  );
  await expect.poll(() => told.mock.calls.length, { timeout: 10_000 }).toBeGreaterThan(0);
  expect(told.mock.calls[0]?.[0]).toContain("could not be driven");
  expect(written).toBeGreaterThan(0);
  expect(server.live.soFar(runId)).toEqual([]);
  told.mockRestore();
  await runner.stop();
  await server.close();
}, 30_000);
