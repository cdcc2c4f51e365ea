import type { BodyOf, Decision } from "../run/event.ts";
import type { Failure, Outcome } from "../run/outcome.ts";
import type { Visit } from "../run/state.ts";
import type { Value } from "../run/value.ts";

/** A decision about a visit; what is left out is empty. */
export function decision(
  visit: Visit,
  decided: Pick<Decision, "what" | "because"> & Partial<Decision>,
): BodyOf<"decision"> {
  return {
    type: "decision",
    decision: { span: visit.span, chosen: [], among: [], dueAt: null, ending: null, ...decided },
  };
}

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
