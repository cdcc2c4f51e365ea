import type { BodyOf, Decision } from "../run/event.ts";
import type { Failure, Outcome } from "../run/outcome.ts";
import type { Visit } from "../run/state.ts";
import type { Value } from "../run/value.ts";

/** A decision about a visit; what isn't given is empty. */
export function decision(
  visit: Visit,
  what: Decision["what"],
  because: string,
  more: Partial<Omit<Decision, "what" | "span" | "because">> = {},
): BodyOf<"decision"> {
  return {
    type: "decision",
    decision: { what, span: visit.span, because, chosen: [], among: [], dueAt: null, ending: null, ...more },
  };
}

/**
 * The end of a visit, with a result of its own or that of a span in it (its id). Steps take no time of their own, so
 * `durationMs` is the visit's.
 */
export function endVisit(
  visit: Visit,
  at: number,
  outcome: Outcome,
  result: Value | number | null = null,
  notes: string[] = [],
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

/** An outcome that says what went wrong and that the same would go wrong again. */
export function failed(code: string, message: string): { status: "failed"; failure: Failure } {
  return { status: "failed", failure: { code, message, retryable: false } };
}
