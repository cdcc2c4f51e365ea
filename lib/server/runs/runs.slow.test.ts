import { afterAll, beforeAll, expect, test } from "vitest";
import { orderException } from "../../graph/templates/order-exception.ts";
import { parseEvent, type RunEvent } from "../../run/event.ts";
import type { OwnerViewer } from "../accounts/viewer.ts";
import { listMails } from "../connections/outbox.ts";
import { followRun } from "../live/follow.ts";
import type { Server } from "../ports.ts";
import { type Runner, startRunner } from "../runners/runner.ts";
import { addPerson, openTemporaryServer } from "../temporary-server.ts";
import { createWorkflow } from "../workflows/workflows.ts";
import { cancelRun, listRuns, loadRun, readAllEvents } from "./runs.ts";
import { startRun } from "./start-run.ts";

let server: Server;
let runner: Runner;
let viewer: OwnerViewer;
let workflowId: string;

beforeAll(async () => {
  server = await openTemporaryServer();
  runner = await startRunner(server, { kind: "server", slots: 4, name: "test" });
  ({ viewer, workflowId } = await addPerson(server, "Ada", true));
});
afterAll(async () => {
  await runner.stop();
  await server.close();
});

const sample = orderException().graph.nodes.flatMap((node) => (node.kind === "input" ? node.samples : []))[0];
const input = sample?.input ?? {};
const all = { workflowId: null, status: null, before: null };

/** Reads a run's stream to its end. */
async function follow(runId: string, after = 0, signal = new AbortController().signal) {
  const stream = await followRun(viewer, { runId, after, signal, access: async () => "same" });
  const frames = (await new Response(stream).text()).split("\n\n").filter((frame) => frame !== "");
  const events: RunEvent[] = [];
  const text = new Map<number, string>();
  for (const frame of frames) {
    const data: unknown = JSON.parse(/^data: (.*)$/m.exec(frame)?.[1] ?? "null");
    if (frame.startsWith("id: ")) {
      const event = parseEvent(data);
      expect(frame.startsWith(`id: ${event.seq}\n`)).toBe(true);
      events.push(event);
    } else if (frame.startsWith("event: text")) {
      // Written by followRun from a RunTextDelta.
      const delta = data as { span: number; offset: number; text: string };
      text.set(delta.span, (text.get(delta.span) ?? "").slice(0, delta.offset) + delta.text);
    }
  }
  return { events, text };
}

test("a run of the template is streamed to its end, writes to the ERP, keeps a mail, and is listed", async () => {
  const { runId, plan } = await startRun(viewer, { workflowId, mode: "simulated", input, instant: true });
  const { events, text } = await follow(runId);
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.at(-1)).toMatchObject({ type: "run-end", outcome: { status: "ok" } });
  expect(await readAllEvents(viewer, runId)).toEqual(events);
  expect(text.size).toBeGreaterThan(0);

  await expect
    .poll(async () => (await listRuns(viewer, all)).runs[0])
    .toMatchObject({
      id: runId,
      status: "ok",
      mode: "simulated",
      workflowName: "Order exception",
      recorded: false,
    });
  expect((await listRuns(viewer, { ...all, status: "failed" })).runs).toEqual([]);
  expect(await loadRun(viewer, runId)).toMatchObject({ plan, input, startedBy: "Ada", workflowId });
  expect(await server.demo.changes(30)).toMatchObject([
    { runId, system: "erp", table: "orders", kind: "changed" },
    { runId, system: "erp", table: "order_updates", kind: "added" },
  ]);
  expect(await listMails(viewer)).toMatchObject([{ runId }]);
});

test("a stream taken up behind an event goes on with the next one", async () => {
  const { runId } = await startRun(viewer, { workflowId, mode: "simulated", input, instant: true });
  const { events } = await follow(runId);
  const later = await follow(runId, 5);
  expect(later.events).toEqual(events.slice(5));
  expect((await follow(runId, events.length)).events).toEqual([]);
});

test("a cancelled run ends as cancelled, and can't be cancelled again", async () => {
  const { runId } = await startRun(viewer, { workflowId, mode: "simulated", input, instant: false });
  await cancelRun(viewer, runId);
  const { events } = await follow(runId);
  expect(events.at(-1)).toMatchObject({ type: "run-end", outcome: { status: "cancelled" } });
  await expect(cancelRun(viewer, runId)).rejects.toMatchObject({ code: "CONFLICT" });
});

test("a stream ends when the viewer may no longer see the run", async () => {
  const { runId } = await startRun(viewer, { workflowId, mode: "simulated", input, instant: false });
  const stream = await followRun(viewer, {
    runId,
    after: 0,
    signal: new AbortController().signal,
    access: async () => "signed-out",
    times: { authorityMs: 20 },
  });
  expect(await new Response(stream).text()).toMatch(/event: signed-out\ndata: \{\}\n\n$/);
  await cancelRun(viewer, runId);
  await follow(runId);
});

test("what can't run is refused with what is wrong, and nothing is started", async () => {
  const before = (await listRuns(viewer, all)).runs.length;
  const wish = { workflowId, mode: "simulated", input, instant: true } as const;
  await expect(startRun(viewer, { ...wish, input: { order: 5 } })).rejects.toMatchObject({
    code: "INVALID",
    message: expect.stringContaining("does not fit the form"),
  });
  await expect(startRun(viewer, { ...wish, mode: "real" })).rejects.toMatchObject({
    code: "INVALID",
    message: expect.stringContaining("needs a model"),
  });
  const { id: empty } = await createWorkflow(viewer, "Empty");
  await expect(startRun(viewer, { ...wish, workflowId: empty })).rejects.toMatchObject({
    code: "INVALID",
    message: expect.stringContaining("can't run yet"),
  });
  expect((await listRuns(viewer, all)).runs).toHaveLength(before);
});
