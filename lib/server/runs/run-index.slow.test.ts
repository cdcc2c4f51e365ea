import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { NEXT } from "../../adapters/store/log-statements.ts";
import type { RunIndexRow, SpanIndexRow } from "../../adapters/store/run-index.ts";
import type { EventBody } from "../../run/event.ts";
import type { RunsFilter } from "../../views/runs-filter.ts";
import type { OwnerViewer } from "../accounts/viewer.ts";
import type { Server } from "../ports.ts";
import { addPerson, openTemporaryServer } from "../temporary-server.ts";
import { listWorkflows } from "../workflows/workflows.ts";
import { createCatchUp } from "./run-summary.ts";
import { listRuns, readAllEvents } from "./runs.ts";
import { startRun } from "./start-run.ts";
import { type WrittenRun, writeRun } from "./written-run.ts";

let server: Server;
let viewer: OwnerViewer;
let workflowId: string;

beforeAll(async () => {
  server = await openTemporaryServer();
  ({ viewer, workflowId } = await addPerson(server, "Ada", true));
});
afterAll(() => server.close());

const all: RunsFilter = { workflowId: null, status: null, before: null };
const YEAR_MS = 365 * 86_400_000;

/** A visit to a step that is named so and fails, in a run that goes on. */
const failedVisit = (span: number, name: string): EventBody[] => [
  {
    type: "span-start",
    parent: null,
    step: "step",
    name,
    path: [{ step: "step", visit: 0 }],
    attempt: 0,
    work: { kind: "step", origin: { by: "entry" } },
  },
  {
    type: "span-end",
    span,
    outcome: { status: "failed", failure: { code: "x", message: "It failed.", retryable: false } },
    result: null,
    reply: null,
    notes: [],
    durationMs: 0,
  },
];

async function ended(name = "Step"): Promise<WrittenRun> {
  const run = await writeRun(server, viewer);
  await run.write(...failedVisit(2, name));
  await run.end();
  return run;
}

const listed = async (runId: string, filter = all) =>
  (await listRuns(viewer, filter)).runs.find(({ id }) => id === runId);

test("a run of forty years is listed, with names that are no proper text", async () => {
  const { runId } = await writeRun(server, viewer);
  const startedAt = Date.now() - 40 * YEAR_MS;
  const run: RunIndexRow = {
    runId,
    status: "ok",
    startedAt,
    endedAt: startedAt + 40 * YEAR_MS,
    costNanos: 9e15,
    inputTokens: 3e9,
    outputTokens: 3e9,
    failedStep: "half \ud83d and \0",
    failure: null,
    failedInside: 0,
    missingInside: 1,
  };
  const span: SpanIndexRow = {
    spanId: 2,
    kind: "step",
    name: "half \ud83d and \0",
    nodeId: null,
    path: "[]",
    attempt: 0,
    model: null,
    outcome: "ok",
    startedAt,
    durationMs: 40 * YEAR_MS,
    costNanos: null,
    inputTokens: 3e9,
    outputTokens: 0,
  };
  await server.index.write(run, [span]);
  expect(await listed(runId)).toMatchObject({
    durationMs: 40 * YEAR_MS,
    inputTokens: 3e9,
    failedStep: "half \ufffd and \ufffd",
    inside: { failed: 0, missing: 1 },
  });
  expect(await server.db.spanSummary.findFirst({ where: { runId } })).toMatchObject({
    name: "half \ufffd and \ufffd",
  });
});

test("runs that ended unindexed are caught up with, and one that can't be read holds up no other", async () => {
  const gap = await ended();
  await server.db.runEvent.delete({ where: { runId_seq: { runId: gap.runId, seq: 3 } } });
  const runs = [await ended("half \ud83d"), await ended()];
  const told = vi.spyOn(console, "error").mockImplementation(() => {});
  const catchUp = createCatchUp(server.index, server.log);
  await catchUp();
  await catchUp();
  expect(told).toHaveBeenCalledTimes(1);
  expect(told.mock.calls[0]?.[0]).toContain(gap.runId);
  told.mockRestore();
  for (const { runId } of runs)
    expect(await listed(runId)).toMatchObject({ status: "ok", inside: { failed: 1, missing: 0 } });
  expect(await listed(runs[0]?.runId ?? "", { ...all, status: "partial" })).toBeDefined();
  expect(await listed(gap.runId)).toMatchObject({ status: "running" });
  await server.db.run.delete({ where: { id: gap.runId } });
});

test("a row that an older version wrote is written anew from the log", async () => {
  const { runId } = await ended();
  const catchUp = createCatchUp(server.index, server.log);
  await catchUp();
  const before = { indexVersion: 0, failedInside: 0, status: "ok" };
  await server.db.runSummary.update({ where: { runId }, data: before });
  await catchUp();
  expect(await listed(runId)).toMatchObject({ inside: { failed: 1, missing: 0 } });
  expect(await server.index.behind(10, [])).toEqual([]);
});

test("page after page of the list shows each run once, however many began at the same moment", async () => {
  const moments = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 100, maxLength: 170 });
  await fc.assert(
    fc.asyncProperty(moments, async (offsets) => {
      const { id: workspaceId } = await server.db.workspace.create({ data: { name: "Batch" } });
      const run = { workspaceId, workflowName: "w", mode: "simulated", startedBy: "somebody" };
      const rows = offsets.map((offset) => ({ id: randomUUID(), startedAt: new Date(1.8e12 + offset) }));
      await server.db.run.createMany({
        data: rows.map(({ id }) => ({ ...run, id, plan: "{}", planHash: "" })),
      });
      await server.db.runSummary.createMany({
        data: rows.map(({ id, startedAt }) => ({ ...run, runId: id, status: "ok", startedAt })),
      });
      const seen: { id: string; startedAt: number }[] = [];
      for (let before: RunsFilter["before"] = null; ; ) {
        const page = await listRuns({ ...viewer, workspaceId }, { ...all, before });
        seen.push(...page.runs);
        const last = page.runs.at(-1);
        if (!page.more || !last) break;
        before = { startedAt: last.startedAt, runId: last.id };
      }
      expect(new Set(seen.map(({ id }) => id)).size).toBe(rows.length);
      expect(seen).toHaveLength(rows.length);
      for (const [index, { startedAt }] of seen.slice(1).entries())
        expect(startedAt).toBeLessThanOrEqual(seen[index]?.startedAt ?? 0);
    }),
    { numRuns: 5 },
  );
});

test("a run's first event has the database's time, whatever this machine's clock says", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + YEAR_MS });
  const input = { orderId: "SO-10412" };
  const { runId } = await startRun(viewer, { workflowId, mode: "simulated", input, instant: true });
  vi.useRealTimers();
  const [first] = await readAllEvents(viewer, runId);
  expect(Math.abs((first?.at ?? 0) - Date.now())).toBeLessThan(60_000);
});

test("looking for a run that is due touches what is due, not every workspace or run", async () => {
  await server.db.workspace.createMany({
    data: Array.from({ length: 2_000 }, (_, index) => ({ name: `Workspace ${index}` })),
  });
  await server.db.runHead.updateMany({ data: { status: "ended", dueAt: null } });
  await server.db.$executeRawUnsafe("ANALYZE");
  const explained = await server.db.$queryRawUnsafe<Record<string, [{ Plan: PlanNode }]>[]>(
    `EXPLAIN (ANALYZE, FORMAT JSON) ${NEXT.text}`,
    1,
    [],
    1_000,
  );
  const plan = Object.values(explained[0] ?? {})[0]?.[0].Plan;
  expect(plan && rowsTouched(plan)).toBe(0);
  expect(JSON.stringify(plan)).not.toContain('"Relation Name":"workspace"');
});

test("the list of workflows has each one's latest run, and not its document", async () => {
  const before = { status: "ok", workflowId, mode: "simulated", startedBy: "x", workflowName: "w" };
  const { workspaceId } = viewer;
  const ids = [randomUUID(), randomUUID(), randomUUID()];
  for (const [index, id] of ids.entries()) {
    const recorded = index === 2;
    await server.db.run.create({
      data: {
        id,
        workspaceId,
        workflowId,
        workflowName: "w",
        mode: "simulated",
        startedBy: "x",
        plan: "{}",
        planHash: "",
        recorded,
      },
    });
    await server.db.runSummary.create({
      data: { ...before, runId: id, workspaceId, startedAt: new Date(2e12 + index), failedInside: index },
    });
  }
  const [row] = (await listWorkflows(viewer)).filter(({ id }) => id === workflowId);
  expect(row?.lastRun).toMatchObject({ id: ids[1], startedAt: 2e12 + 1, inside: { failed: 1, missing: 0 } });
  expect(Object.keys(row ?? {}).sort()).toEqual([
    "description",
    "id",
    "lastRun",
    "name",
    "updatedAt",
    "usedBy",
  ]);
});

type PlanNode = { "Actual Rows": number; "Actual Loops": number; Plans?: PlanNode[] };

function rowsTouched(node: PlanNode): number {
  return (
    node["Actual Rows"] * node["Actual Loops"] +
    (node.Plans ?? []).reduce((sum, one) => sum + rowsTouched(one), 0)
  );
}
