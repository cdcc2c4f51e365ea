import { randomUUID } from "node:crypto";
import { Values } from "../../engine/values.ts";
import type { WorkflowDocument } from "../../graph/graph.ts";
import { markHidden } from "../../graph/hidden-characters.ts";
import { JsonObject } from "../../graph/json.ts";
import { storedDocument } from "../../graph/parse-document.ts";
import type { RunEvent } from "../../run/event.ts";
import { RunMode } from "../../run/run-mode.ts";
import type { RunHeader } from "../../views/run-header.ts";
import type { RunRow } from "../../views/run-row.ts";
import type { RunsFilter } from "../../views/runs-filter.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { AppError, notFound } from "../app-error.ts";
import { server } from "../ports.ts";
import { drawnWorkflows } from "./drawn-workflows.ts";

/** Runs per page of the list. */
export const RUNS_PAGE = 50;

const WITH_FAILURES = [{ failedInside: { gt: 0 } }, { missingInside: { gt: 0 } }];
const STATUSES = {
  running: { status: { in: ["running", "waiting"] } },
  ok: { status: "ok" },
  partial: { status: "ok", OR: WITH_FAILURES },
  failed: { status: { in: ["failed", "lost", "unknown"] } },
  cancelled: { status: "cancelled" },
} satisfies Record<NonNullable<RunsFilter["status"]>, object>;

/** The workspace's runs, the newest first; `more` when there are older ones. */
export async function listRuns(
  viewer: Viewer,
  { workflowId, status, before }: RunsFilter,
): Promise<{ runs: RunRow[]; more: boolean }> {
  const { db } = await server();
  const startedAt = before && new Date(before.startedAt);
  const rows = await db.runSummary.findMany({
    where: {
      workspaceId: viewer.workspaceId,
      ...(workflowId === null ? {} : { workflowId }),
      AND: [
        status === null ? {} : STATUSES[status],
        // Runs of one batch may begin in the same millisecond.
        before === null || startedAt === null
          ? {}
          : { OR: [{ startedAt: { lt: startedAt } }, { startedAt, runId: { lt: before.runId } }] },
      ],
    },
    orderBy: [{ startedAt: "desc" }, { runId: "desc" }],
    take: RUNS_PAGE + 1,
    include: { run: { select: { recorded: true, pinned: true } } },
  });
  const runs = rows.slice(0, RUNS_PAGE).map((row) => ({
    id: row.runId,
    workflowName: markHidden(row.workflowName),
    status: row.status,
    mode: RunMode.parse(row.mode),
    startedAt: row.startedAt.getTime(),
    durationMs: row.durationMs === null ? null : Number(row.durationMs),
    costNanos: row.costNanos === null ? null : Number(row.costNanos),
    inputTokens: Number(row.inputTokens),
    outputTokens: Number(row.outputTokens),
    failedStep: row.failedStep,
    failure: row.failure,
    inside: { failed: row.failedInside, missing: row.missingInside },
    recorded: row.run.recorded,
    pinned: row.run.pinned,
  }));
  return { runs, more: rows.length > RUNS_PAGE };
}

/** A run for its page, without its events. */
export async function loadRun(viewer: Viewer, runId: string): Promise<RunHeader> {
  const { db, log, crypto } = await server();
  const row = await db.run.findFirst({ where: { id: runId, workspaceId: viewer.workspaceId } });
  if (row === null) throw notFound("run");
  const [plan, [start]] = await Promise.all([log.plan(runId), log.read(runId, 0, 1)]);
  if (plan === null || start?.type !== "run-start")
    throw new Error(`run ${runId}: expected a plan and a first event of the type run-start`);
  const person = await db.user.findUnique({ where: { id: row.startedBy }, select: { name: true } });
  const input = await new Values({ runId, workspaceId: viewer.workspaceId }, log, crypto).json(start.input);
  return {
    id: row.id,
    workflowId: row.workflowId,
    workflowName: markHidden(row.workflowName),
    mode: RunMode.parse(row.mode),
    input: JsonObject.parse(input),
    startedBy: person?.name ?? "somebody who has left",
    createdAt: row.createdAt.getTime(),
    recorded: row.recorded,
    pinned: row.pinned,
    plan,
    workflows: await drawnWorkflows(viewer, plan),
    document: row.document === null ? null : drawnAt(runId, row.document),
  };
}

/** The drawing of a run, or null where this version can't read it: the trace can be shown without it. */
function drawnAt(runId: string, text: string): WorkflowDocument | null {
  try {
    return storedDocument(text);
  } catch (cause) {
    console.warn(`run ${runId}: its drawing can't be read and is left out:`, cause);
    return null;
  }
}

const EVENTS_PAGE = 1_000;

/** The run's events after `after`, in order, at most a thousand. */
export async function readEvents(viewer: Viewer, runId: string, after: number): Promise<RunEvent[]> {
  await ownRun(viewer, runId);
  const { log } = await server();
  return log.read(runId, after, EVENTS_PAGE);
}

/** All events of a run, for the first paint of its page. */
export async function readAllEvents(viewer: Viewer, runId: string): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for (;;) {
    const page = await readEvents(viewer, runId, events.at(-1)?.seq ?? 0);
    events.push(...page);
    if (page.length < EVENTS_PAGE) return events;
  }
}

/** The JSON text of a value too large for its event. */
export async function readValue(viewer: Viewer, runId: string, hash: string): Promise<string> {
  await ownRun(viewer, runId);
  const { log } = await server();
  const text = await log.blob(runId, hash);
  if (text === null) throw notFound("value");
  return text;
}

/** Asks a run to stop: model calls are cut off, started tools awaited. Refuses a run that has ended. */
export async function cancelRun(viewer: Viewer<"run">, runId: string): Promise<{ runId: string }> {
  await ownRun(viewer, runId);
  const { log, dispatch } = await server();
  const message = { kind: "cancel", by: viewer.userId, reason: `Cancelled by ${viewer.name}.` } as const;
  if (!(await log.send(runId, randomUUID(), message)))
    throw new AppError("CONFLICT", "This run has ended already.");
  await dispatch.nudge(runId);
  return { runId };
}

async function ownRun(viewer: Viewer, runId: string): Promise<void> {
  const { db } = await server();
  const found = await db.run.count({ where: { id: runId, workspaceId: viewer.workspaceId } });
  if (found === 0) throw notFound("run");
}
