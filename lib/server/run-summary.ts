import type { Database } from "../adapters/store/database.ts";
import type { Log } from "../engine/ports.ts";
import { emptyTrace, fold } from "../trace/fold.ts";
import type { Span, Trace } from "../trace/trace.ts";

const PAGE = 1_000;

/** The trace of a run as far as its log goes. */
export async function foldRun(log: Log, runId: string): Promise<Trace> {
  const trace = emptyTrace(runId);
  for (;;) {
    const page = await log.read(runId, trace.lastSeq, PAGE);
    for (const event of page) fold(trace, event);
    if (page.length < PAGE) return trace;
  }
}

/** Writes the index rows of a run from its log: lists and statistics read these. Safe to repeat at any time. */
export async function writeRunSummary(db: Database, log: Log, runId: string): Promise<void> {
  const trace = await foldRun(log, runId);
  const run = await db.run.findUnique({ where: { id: runId } });
  if (run === null || trace.lastSeq === 0) return;
  const { costNanos, usage } = trace.totals;
  const failedSpan = trace.failedSpan === null ? undefined : trace.spans.get(trace.failedSpan);
  const data = {
    workspaceId: run.workspaceId,
    workflowId: run.workflowId,
    workflowName: run.workflowName,
    status: trace.state,
    mode: trace.mode,
    startedAt: new Date(trace.startedAt),
    endedAt: trace.endedAt === null ? null : new Date(trace.endedAt),
    durationMs: trace.endedAt === null ? null : trace.endedAt - trace.startedAt,
    costNanos: costNanos === null ? null : BigInt(costNanos),
    costKnown: costNanos !== null,
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    failedStep: failedSpan?.name ?? null,
    failure: trace.failure?.message ?? null,
    startedBy: run.startedBy,
  };
  const spans = [...trace.spans.values()].map((span) => spanRow(span, run, trace));
  await db.$transaction([
    db.runSummary.upsert({ where: { runId }, create: { runId, ...data }, update: data }),
    db.spanSummary.deleteMany({ where: { runId } }),
    db.spanSummary.createMany({ data: spans }),
  ]);
}

function spanRow(span: Span, run: { id: string; workspaceId: string }, trace: Trace) {
  const { costNanos, usage } = span.totals;
  return {
    runId: run.id,
    spanId: span.id,
    workspaceId: run.workspaceId,
    kind: span.kind,
    name: span.name,
    nodeId: span.step,
    path: JSON.stringify(span.path),
    attempt: span.attempt,
    model: span.reply?.model ?? null,
    outcome: span.state,
    startedAt: new Date(span.startedAt),
    durationMs: Math.round((span.endedAt ?? trace.at) - span.startedAt),
    costNanos: costNanos === null ? null : BigInt(costNanos),
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
  };
}
