import type { MissingPlace } from "../run/event.ts";
import type { Failure } from "../run/outcome.ts";
import type { Value } from "../run/value.ts";
import { spanIn } from "./frames.ts";
import type { Span, Trace } from "./trace.ts";

/**
 * How a failure was taken care of: control went on along these edges for it; the step was left out, or ended with the result that it
 * has for that; it was done again, which went well; or, for an item of a map that ended well, as the map says.
 */
export type Care =
  | { by: "flow"; edges: string[] }
  | { by: "left-out" }
  | { by: "result" }
  | { by: "again" }
  | { by: "item" };

/** A failed visit that was taken care of; `failure` is null where nobody knows how it ended. */
export type Handled = { span: Span; failure: Failure | null; care: Care };

/**
 * What failed inside a run although the run went on: visits for which nothing was done, those that were taken care of, and
 * results missing from its answer.
 */
export type Failures = { failed: Span[]; handled: Handled[]; missing: MissingPlace[] };

/**
 * The failures inside a run. A visit counts if it failed, or nobody knows whether its effect happened. It is taken care of
 * where the drawing says what is done then, and where its asker called the same step again for the same purpose and that
 * went well; that an asker was told of it is no care. Failed visits inside a failed visit count instead of it, unless it
 * was taken care of. An empty place of the answer counts if the step whose result it lacks does not count already.
 */
export function failuresIn(trace: Trace): Failures {
  const all = failedAmong(trace, trace.roots);
  const failed = all.flatMap(({ span, care }) => (care === null ? [span] : []));
  const handled = all.flatMap(({ care, ...one }) => (care === null ? [] : [{ ...one, care }]));
  const answer = trace.answer === null ? undefined : trace.spans.get(trace.answer);
  const counted = new Set<string | null>(failed.map((span) => spanIn(trace, span, null)?.step ?? null));
  const missing = new Map<string, MissingPlace>();
  for (const place of answer?.missing ?? []) {
    if (counted.has(place.step) && (place.why === "failed" || place.why === "unknown")) continue;
    missing.set(place.step ?? place.expression, place);
  }
  return { failed, handled, missing: [...missing.values()] };
}

/** The number of failures inside a run. */
export function countFailures(trace: Trace): { failed: number; handled: number; missing: number } {
  const { failed, handled, missing } = failuresIn(trace);
  return { failed: failed.length, handled: handled.length, missing: missing.length };
}

/** Words for what stayed open: "1 failed, 2 missing"; empty when there is nothing. */
export function failureWords({ failed, missing }: { failed: number; missing: number }): string {
  return [failed > 0 && `${failed} failed`, missing > 0 && `${missing} missing`].filter(Boolean).join(", ");
}

/** Words for what was taken care of: "3 failures were taken care of"; empty when there is nothing. */
export function handledWords(handled: number): string {
  if (handled === 0) return "";
  return handled === 1 ? "1 failure was taken care of" : `${handled} failures were taken care of`;
}

/** The failure in whose place a visit ended with the result that its step has for that; null for all others. */
export function replacedFailure({ state, decisions }: Span): Failure | null {
  const made = decisions.findLast(({ decision }) => decision.what === "default")?.decision;
  return state === "ok" && made?.what === "default" ? made.failure : null;
}

type Failed = Omit<Handled, "care"> & { care: Care | null };

/** The failed visits among these siblings and inside them. */
function failedAmong(trace: Trace, ids: readonly number[]): Failed[] {
  const visits = ids.flatMap((id) => trace.spans.get(id) ?? []).filter(({ kind }) => kind === "step");
  // No item mends another.
  const again = visits.filter(({ state, origin }) => state === "ok" && origin?.by !== "item");
  const well = Map.groupBy(again, ({ step }) => step);
  return visits.flatMap((span): Failed[] => {
    const replaced = replacedFailure(span);
    if (replaced) return [{ span, failure: replaced, care: { by: "result" } }];
    if (span.state !== "failed" && span.state !== "unknown") return failedAmong(trace, span.children);
    const isMended = well.get(span.step)?.some((later) => mends(later, span));
    const care = careOf(trace, span) ?? (isMended ? { by: "again" as const } : null);
    const inner = care ? [] : failedAmong(trace, span.children).filter((one) => one.care === null);
    return inner.length > 0 ? inner : [{ span, failure: span.failure, care }];
  });
}

/** What the drawing did for a failed visit. */
function careOf(trace: Trace, { origin, parent, decisions }: Span): Care | null {
  if (origin?.by === "item") return trace.spans.get(parent ?? 0)?.state === "ok" ? { by: "item" } : null;
  const passed = decisions.findLast(({ decision }) => decision.what === "pass")?.decision;
  if (passed?.what !== "pass") return null;
  return passed.live.length > 0 ? { by: "flow", edges: passed.live } : { by: "left-out" };
}

/** The asker's own call was wrong: whatever it called next is the repair. */
const MISCALLED = new Set(["wrong-arguments", "context-missing", "unknown-reference"]);

/**
 * A later reply of the asker called the same again: with equal arguments, or with correct ones instead of wrong
 * ones. Or control came to the step again, in a later round.
 */
function mends(later: Span, visit: Span): boolean {
  if (visit.state !== "failed") return false;
  if (!visit.call && !later.call) return later.id > visit.id;
  if (!visit.call || !later.call || later.call.model <= visit.call.model) return false;
  return MISCALLED.has(visit.failure?.code ?? "") || sameValue(later.received, visit.received);
}

/**
 * Equal texts have equal hashes. Where a log of an earlier version salted them, texts are compared; of large ones, their
 * size and beginning.
 */
function sameValue(one: Value | null, other: Value | null): boolean {
  if (one && other && one.salt === undefined && other.salt === undefined) return one.hash === other.hash;
  return one?.bytes === other?.bytes && (one?.inline ?? one?.preview) === (other?.inline ?? other?.preview);
}
