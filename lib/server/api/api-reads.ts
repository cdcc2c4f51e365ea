import { Values } from "../../engine/values.ts";
import { RunMode } from "../../run/run-mode.ts";
import { ApiRun, type ApiRunResult, type ApiWorkflow } from "../../views/api.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { notFound } from "../app-error.ts";
import { server } from "../ports.ts";
import { foldRun } from "../runs/run-summary.ts";

const NANOS_PER_USD = 1e9;
const PAGE = 50;

/** The workspace's workflows, the latest changed first. */
export async function apiWorkflows({ workspaceId }: Viewer): Promise<ApiWorkflow[]> {
  const { db } = await server();
  const rows = await db.workflow.findMany({
    where: { workspaceId, deletedAt: null },
    orderBy: [{ updatedAt: "desc" }, { id: "asc" }],
    select: {
      ...{ id: true, name: true, updatedAt: true },
      versions: { orderBy: { version: "desc" }, take: 1, select: { version: true } },
    },
  });
  return rows.map(({ id, name, updatedAt, versions }) => ({
    ...{ id, name, newestVersion: versions[0]?.version ?? null, updatedAt: updatedAt.toISOString() },
  }));
}

/** The number of a workflow's newest version; null: nothing is published. Not found where there is no such workflow. */
export async function newestVersion({ workspaceId }: Viewer, id: string): Promise<number | null> {
  const { db } = await server();
  const row = await db.workflow.findFirst({
    where: { id, workspaceId, deletedAt: null },
    select: { versions: { orderBy: { version: "desc" }, take: 1, select: { version: true } } },
  });
  if (row === null) throw notFound("workflow");
  return row.versions[0]?.version ?? null;
}

type Wanted = { workflowId: string | null; status: ApiRun["status"] | null; before: string | null };

/** The workspace's runs, the newest first; `next` is the last of them where there are older ones. */
export async function apiRuns(
  { workspaceId }: Viewer,
  { workflowId, status, before }: Wanted,
): Promise<{ items: ApiRun[]; next: string | null }> {
  const { db } = await server();
  const last =
    before === null ? null : await db.runSummary.findFirst({ where: { workspaceId, runId: before } });
  if (before !== null && last === null) throw notFound("run");
  const rows = await db.runSummary.findMany({
    where: {
      workspaceId,
      ...(workflowId !== null && { workflowId }),
      ...(status !== null && { status }),
      ...(last && {
        OR: [{ startedAt: { lt: last.startedAt } }, { startedAt: last.startedAt, runId: { lt: last.runId } }],
      }),
    },
    orderBy: [{ startedAt: "desc" }, { runId: "desc" }],
    take: PAGE + 1,
    include: { run: { select: { version: true } } },
  });
  const items = rows.slice(0, PAGE).map(runOf);
  return { items, next: rows.length > PAGE ? (items.at(-1)?.id ?? null) : null };
}

/** A run with what came of it so far. */
export async function apiRun({ workspaceId }: Viewer, runId: string): Promise<ApiRunResult> {
  const { db, log, crypto } = await server();
  const row = await db.runSummary.findFirst({
    where: { workspaceId, runId },
    include: { run: { select: { version: true } } },
  });
  if (row === null) throw notFound("run");
  const run = runOf(row);
  if (run.status === "running" || run.status === "waiting") return { ...run, output: null, failure: null };
  const trace = await foldRun(log, runId);
  const answer = trace.answer === null ? null : (trace.spans.get(trace.answer)?.result ?? null);
  const output = answer && (await new Values({ runId, workspaceId }, log, crypto).json(answer));
  const failure = trace.failure && { code: trace.failure.code, message: trace.failure.message };
  return { ...run, output, failure };
}

type Row = {
  runId: string;
  workflowId: string | null;
  workflowName: string;
  status: string;
  mode: string;
  startedAt: Date;
  endedAt: Date | null;
  costNanos: bigint | null;
  inputTokens: bigint;
  outputTokens: bigint;
  run: { version: number | null };
};

function runOf(row: Row): ApiRun {
  const { runId: id, workflowId, workflowName, startedAt, endedAt, costNanos, run } = row;
  return {
    ...{ id, workflowId, workflowName, version: run.version, mode: RunMode.parse(row.mode) },
    status: ApiRun.shape.status.parse(row.status),
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    costUsd: costNanos === null ? null : Number(costNanos) / NANOS_PER_USD,
    inputTokens: Number(row.inputTokens),
    outputTokens: Number(row.outputTokens),
  };
}
