import type { Decision } from "../run/decision.ts";
import type { BodyOf } from "../run/event.ts";
import type { Failure, Outcome } from "../run/outcome.ts";
import type { Visit } from "../run/state.ts";
import type { Value } from "../run/value.ts";
import type { Deciding } from "./deciding.ts";

/** The event of a decision. */
export const decided = (decision: Decision): BodyOf<"decision"> => ({ type: "decision", decision });

/** How a visit ends. `result` is a value of its own, or the id of the span inside it whose result it takes. */
type VisitEnd = { outcome: Outcome; result?: Value | number | null; notes?: string[] };

/** The end of a visit at `at`, epoch ms. Steps take no time of their own, so `durationMs` is the visit's. */
export function endVisit(
  visit: Visit,
  at: number,
  { outcome, result = null, notes = [] }: VisitEnd,
): BodyOf<"span-end"> {
  return {
    type: "span-end",
    span: visit.span,
    outcome,
    ...(typeof result === "number" ? { result: null, resultOf: result } : { result }),
    reply: null,
    notes,
    durationMs: Math.max(0, at - visit.startedAt),
  };
}

/** A failure that a retry would only repeat. */
export function failed({ code, message }: Pick<Failure, "code" | "message">): {
  status: "failed";
  failure: Failure;
} {
  return { status: "failed", failure: { code, message, retryable: false } };
}

/** The failing end of a visit, or that it ends well with the result that its step has for that. */
export function failedEnd(
  { state, step, visit }: Deciding,
  outcome: Extract<Outcome, { status: "failed" }>,
): BodyOf<"decision" | "span-end"> {
  const { failure } = outcome;
  return hasDefault(step)
    ? decided({ what: "default", span: visit.span, failure })
    : endVisit(visit, state.at, { outcome });
}

/** Whether a step has a result for when it fails. */
export const hasDefault = (step: Deciding["step"]) => "onFailure" in step && step.onFailure?.do === "result";
