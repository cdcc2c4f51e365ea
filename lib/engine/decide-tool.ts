import type { RetriedErrors } from "../graph/node.ts";
import { effectKeyOf } from "../run/effect-key.ts";
import type { EventBody } from "../run/event.ts";
import type { Failure, Outcome } from "../run/outcome.ts";
import { retryAt } from "./backoff.ts";
import { decided, endVisit, failed, failedEnd } from "./choices.ts";
import type { DecidingTool } from "./deciding.ts";
import { doubtOf } from "./doubt.ts";
import { shortOf } from "./limits.ts";

/**
 * A tool visit performs its call, and again after a failure that its step retries. If a crash interrupted it, it is
 * performed again only where that is safe: for reads, and for writes whose target remembers the key.
 */
export function decideTool(deciding: DecidingTool): EventBody[] {
  const { state, step, visit } = deciding;
  if (visit.performed) {
    const { outcome, result, span } = visit.performed;
    if (outcome.status === "failed") return afterFailure(deciding, outcome);
    return [endVisit(visit, state.at, { outcome, result: result && span, notes: visit.notes })];
  }
  if (visit.calls.size > 0) return [];
  const doubt = doubtOf(deciding);
  if (doubt) return [endVisit(visit, state.at, { outcome: doubt })];
  if (visit.retryAt !== null && state.at < visit.retryAt) return [];
  const short = shortOf(deciding, { reserved: null, called: step.name });
  if (short) return [failedEnd(deciding, failed(short))];
  return [
    {
      type: "span-start",
      parent: visit.span,
      step: step.id,
      name: step.name,
      path: visit.path,
      attempt: visit.attemptsInTurn,
      work: { kind: "tool", effectKey: effectKeyOf(state.effectScope, visit.path) },
    },
  ];
}

function afterFailure(deciding: DecidingTool, outcome: Extract<Outcome, { status: "failed" }>): EventBody[] {
  const { state, step, visit } = deciding;
  const { failure } = outcome;
  const dueAt = isRetried(failure, step.retry.errors)
    ? retryAt({ state, visit, path: visit.path, retry: step.retry, failure })
    : null;
  if (dueAt === null) return [failedEnd(deciding, outcome)];
  const { attempts } = step.retry;
  const attempt = visit.attempts + 1;
  return [decided({ what: "retry", span: visit.span, code: failure.code, attempt, attempts, dueAt })];
}

/** Whether a failure is one of those that a step tries again. */
export function isRetried({ code, retryable }: Failure, errors: RetriedErrors | undefined): boolean {
  if (errors === undefined) return retryable;
  return errors === "all" || errors.includes(code);
}
