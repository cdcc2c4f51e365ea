import type { Decision } from "../run/decision.ts";
import type { Failure } from "../run/outcome.ts";
import { spanToChange } from "./change-span.ts";
import type { Span, Trace } from "./trace.ts";

/** Marks the visit after which control, and no failure of a step, ended the run or the workflow that it is in. */
export function markEnd(trace: Trace, decision: Decision) {
  if (decision.what === "default") {
    markDeadEnds(trace, trace.spans.get(decision.span)?.children ?? [], decision.failure);
    return;
  }
  if (decision.what !== "stop" || decision.failedSpan === null || !("failure" in decision.outcome)) return;
  if (decision.code !== "rework-limit" && decision.code !== "condition-failed") return;
  const { failure } = decision.outcome;
  const span = spanToChange(trace, decision.failedSpan);
  // A workflow inside which that happened fails with the same words, and stops the run by its own failure.
  if (span && span.failure?.message !== failure.message) span.endedRun = failure;
}

/** Where control reached no output: marks the latest visits to steps, among these siblings, from which no way led on. */
export function markDeadEnds(trace: Trace, siblings: readonly number[], failure: Failure) {
  if (failure.code !== "no-answer") return;
  const latest = new Map<string, Span>();
  for (const id of siblings) {
    const span = trace.spans.get(id);
    if (span?.kind === "step") latest.set(span.step, span);
  }
  for (const { id } of [...latest.values()].filter(isDeadEnd)) {
    const span = spanToChange(trace, id);
    if (span) span.endedRun = failure;
  }
}

function isDeadEnd({ origin, decisions }: Span): boolean {
  if (origin?.by === "call" || origin?.by === "item") return false;
  const passed = decisions.findLast(({ decision }) => decision.what === "pass")?.decision;
  return passed?.what === "pass" && passed.live.length === 0;
}
