import type { MissingPlace } from "../run/event.ts";
import type { Value } from "../run/value.ts";
import { spanIn } from "./frames.ts";
import type { Span, Trace } from "./trace.ts";

/** What failed inside a run although the run went on: failed visits, and results missing from its answer. */
export type Failures = { failed: Span[]; missing: MissingPlace[] };

/**
 * The failures inside a run. A visit counts if it failed, or nobody knows whether its effect happened, unless its
 * asker called the same step again for the same purpose and that went well. Failed visits inside a failed visit
 * count instead of it. An empty place of the answer counts if the step whose result it lacks does not count
 * already.
 */
export function failuresIn(trace: Trace): Failures {
  const failed = failedAmong(trace, trace.roots);
  const answer = trace.answer === null ? undefined : trace.spans.get(trace.answer);
  const counted = new Set<string | null>(failed.map((span) => spanIn(trace, span, null)?.step ?? null));
  const missing = new Map<string, MissingPlace>();
  for (const place of answer?.missing ?? []) {
    if (counted.has(place.step) && (place.why === "failed" || place.why === "unknown")) continue;
    missing.set(place.step ?? place.expression, place);
  }
  return { failed, missing: [...missing.values()] };
}

/** The number of failures inside a run. */
export function countFailures(trace: Trace): { failed: number; missing: number } {
  const { failed, missing } = failuresIn(trace);
  return { failed: failed.length, missing: missing.length };
}

/** Words for these failures: "1 failed, 2 missing"; empty when there are none. */
export function failureWords({ failed, missing }: { failed: number; missing: number }): string {
  return [failed > 0 && `${failed} failed`, missing > 0 && `${missing} missing`].filter(Boolean).join(", ");
}

/** The failed visits among these siblings and inside them. */
function failedAmong(trace: Trace, ids: readonly number[]): Span[] {
  const visits = ids.flatMap((id) => trace.spans.get(id) ?? []).filter(({ kind }) => kind === "step");
  // No item mends another.
  const again = visits.filter(({ state, origin }) => state === "ok" && origin?.by !== "item");
  const well = Map.groupBy(again, ({ step }) => step);
  return visits.flatMap((visit) => {
    const isBad = visit.state === "failed" || visit.state === "unknown";
    if (isBad && well.get(visit.step)?.some((later) => mends(later, visit))) return [];
    const inner = failedAmong(trace, visit.children);
    return isBad && inner.length === 0 ? [visit] : inner;
  });
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
