import type { Plan } from "../plan/plan.ts";
import { EventBody, type RunEvent } from "../run/event.ts";
import { evolve } from "../run/evolve.ts";
import { initialState } from "../run/state.ts";
import { decide } from "./decide.ts";

/** The first place where today's code decides otherwise than the log says. */
export type Difference = { seq: number; recorded: EventBody | null; decided: EventBody | null };

/**
 * Feeds the recorded facts to `decide` and compares its choices with the recorded ones; null when all are the same.
 * `events` is a whole log from seq 1.
 */
export function firstDifference(plan: Plan, runId: string, events: RunEvent[]): Difference | null {
  const state = initialState(runId, plan);
  let expected: EventBody[] = [];
  for (const [index, event] of events.entries()) {
    const { seq } = event;
    const body = EventBody.parse(withoutHeader(event));
    if (event.cause === null) {
      const [left] = expected;
      if (left && !givenBack(events, index)) return { seq, recorded: null, decided: left };
      evolve(state, event);
      // The first event is written before a runner decides anything.
      if (event.type !== "run-start") expected = decide(state);
      continue;
    }
    const decided = expected.shift() ?? null;
    if (!sameBody(decided, body)) return { seq, recorded: body, decided };
    evolve(state, event);
    if (expected.length === 0) expected = decide(state);
  }
  const [left] = expected;
  return left ? { seq: state.lastSeq + 1, recorded: null, decided: left } : null;
}

/**
 * True where a runner gave the run back. It then stores the ends of its last calls, and the next runner decides
 * what follows, so from `index` on there are only ends of calls until the next claim.
 */
function givenBack(events: RunEvent[], index: number): boolean {
  const next = events.slice(index).find((event) => event.type !== "span-end" || event.cause !== null);
  return next?.type === "run-claim";
}

function withoutHeader({
  runId: _runId,
  seq: _seq,
  at: _at,
  schema: _schema,
  cause: _cause,
  ...body
}: RunEvent) {
  return body;
}

/** Equal up to the order of keys. */
function sameBody(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const [left, right] = [Object.entries(a).filter(([, value]) => value !== undefined), Object.keys(b)];
  // Both are objects, and `right` counts what `b` has.
  return (
    left.length === right.length &&
    left.every(([key, value]) => sameBody(value, (b as Record<string, unknown>)[key]))
  );
}
