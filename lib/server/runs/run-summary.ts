import type { RunIndex, SpanIndexRow } from "../../adapters/store/run-index.ts";
import { isTransient } from "../../adapters/store/transient.ts";
import type { Log } from "../../engine/ports.ts";
import { countFailures } from "../../trace/failures.ts";
import { emptyTrace, fold } from "../../trace/fold.ts";
import { spanIn } from "../../trace/frames.ts";
import type { Span, Trace } from "../../trace/trace.ts";

const PAGE = 1_000;
const BEHIND_AT_ONCE = 100;

/** Folds the trace of a run from its log so far. */
export async function foldRun(log: Log, runId: string): Promise<Trace> {
  const trace = emptyTrace(runId);
  for (;;) {
    const page = await log.read(runId, trace.lastSeq, PAGE);
    for (const event of page) fold(trace, event);
    if (page.length < PAGE) return trace;
  }
}

/**
 * Returns a function that writes missing index rows: the runner was lost between the last event and these, or an
 * older version wrote them. A run that can't be indexed is reported once and skipped from then on.
 */
export function createCatchUp(index: RunIndex, log: Log): () => Promise<void> {
  const refused: string[] = [];
  return async () => {
    for (const runId of await index.behind(BEHIND_AT_ONCE, refused)) {
      try {
        await writeRunSummary(index, await foldRun(log, runId));
      } catch (error) {
        // Without a database no run can be indexed; next time they all may.
        if (isTransient(error)) throw error;
        refused.push(runId);
        console.error(
          `Run ${runId} can't be put into the lists as it ended; the others are not held up:`,
          error,
        );
      }
    }
  };
}

/** Writes the index rows of a run from its trace, for lists and statistics. Safe to repeat at any time. */
export async function writeRunSummary(index: RunIndex, trace: Trace): Promise<void> {
  if (trace.lastSeq === 0) return;
  const { costNanos, usage } = trace.totals;
  const failedSpan = trace.failedSpan === null ? undefined : trace.spans.get(trace.failedSpan);
  const inside = countFailures(trace);
  const run = {
    runId: trace.runId,
    status: trace.state,
    startedAt: Math.round(trace.startedAt),
    endedAt: trace.endedAt === null ? null : Math.round(trace.endedAt),
    costNanos,
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    failedStep: failedSpan?.name ?? null,
    failure: trace.failure?.message ?? null,
    failedInside: inside.failed,
    missingInside: inside.missing,
  };
  await index.write(
    run,
    [...trace.spans.values()].map((span) => spanRow(span, trace)),
  );
}

function spanRow(span: Span, trace: Trace): SpanIndexRow {
  const { costNanos, usage } = span.totals;
  return {
    spanId: span.id,
    kind: span.kind,
    name: span.name,
    // What is done inside a workflow counts as done by its node: the steps inside may have the same ids.
    nodeId: spanIn(trace, span, null)?.step ?? null,
    path: JSON.stringify(span.path),
    attempt: span.attempt,
    model: span.reply?.model ?? null,
    outcome: span.state,
    startedAt: span.startedAt,
    durationMs: Math.round((span.endedAt ?? trace.at) - span.startedAt),
    costNanos,
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
  };
}
