import type { MissingPlace } from "../run/event.ts";
import type { Value } from "../run/value.ts";
import type { Span, Trace } from "./trace.ts";

/** What went wrong inside a run although it went on: visits that failed, and results that its answer lacks. */
export type Failures = { failed: Span[]; missing: MissingPlace[] };

/**
 * The failures inside a run. A visit counts that failed, or whose effect nobody knows, unless its asker called the same step
 * again for the same and that went well; where a failed visit holds failed visits, these count in its place. A place of the answer counts
 * where it lacks the result of a step that does not count already.
 */
export function failuresIn(trace: Trace): Failures {
  const failed = failedAmong(trace, trace.roots);
  const answer = trace.answer === null ? undefined : trace.spans.get(trace.answer);
  const counted = new Set<string | null>(failed.map(({ step }) => step));
  const missing = new Map<string, MissingPlace>();
  for (const place of answer?.missing ?? []) {
    if (counted.has(place.step) && (place.why === "failed" || place.why === "unknown")) continue;
    missing.set(place.step ?? place.expression, place);
  }
  return { failed, missing: [...missing.values()] };
}

/** How many failures there are inside a run. */
export function countFailures(trace: Trace): { failed: number; missing: number } {
  const { failed, missing } = failuresIn(trace);
  return { failed: failed.length, missing: missing.length };
}

/** Words for so many failures: "1 failed, 2 missing"; empty when there are none. */
export function failureWords({ failed, missing }: { failed: number; missing: number }): string {
  return [failed > 0 && `${failed} failed`, missing > 0 && `${missing} missing`].filter(Boolean).join(", ");
}

/** The failed visits among siblings and inside them. */
function failedAmong(trace: Trace, ids: readonly number[]): Span[] {
  const visits = ids.flatMap((id) => trace.spans.get(id) ?? []).filter(({ kind }) => kind === "step");
  const well = new Map<string, Span[]>();
  for (const visit of visits)
    if (visit.state === "ok") well.set(visit.step, [...(well.get(visit.step) ?? []), visit]);
  return visits.flatMap((visit) => {
    const isBad = visit.state === "failed" || visit.state === "unknown";
    if (isBad && well.get(visit.step)?.some((later) => mends(later, visit))) return [];
    const inner = failedAmong(trace, visit.children);
    return isBad && inner.length === 0 ? [visit] : inner;
  });
}

/** The asker itself had called it wrongly: whatever it called instead is the repair. */
const MISCALLED = new Set(["wrong-arguments", "context-missing", "unknown-reference"]);

/** A later reply of the asker had the same done: with the same arguments, or with right ones in place of wrong ones. */
function mends(later: Span, visit: Span): boolean {
  if (visit.state !== "failed" || !visit.call || !later.call || later.call.model <= visit.call.model)
    return false;
  return MISCALLED.has(visit.failure?.code ?? "") || sameValue(later.received, visit.received);
}

/** Salted hashes differ for equal texts, so texts are compared; of large ones their size and beginning. */
function sameValue(one: Value | null, other: Value | null): boolean {
  return one?.bytes === other?.bytes && (one?.inline ?? one?.preview) === (other?.inline ?? other?.preview);
}
