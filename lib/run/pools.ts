import type { EventOf } from "./event.ts";
import type { Pool, RunState, Visit } from "./state.ts";
import type { Reserved, Usage } from "./usage.ts";

/** An empty pool. */
export const untouched = (): Pool => ({ calls: 0, tokens: 0, costNanos: 0 });

/** A visit and everyone who asked for it, from the inside out. */
export function* askers(state: RunState, visit: Visit): Generator<Visit> {
  for (
    let at: Visit | undefined = visit;
    at;
    at = at.parent === null ? undefined : state.visits.get(at.parent)
  )
    yield at;
}

/** Charges a call that has begun to the pools of its visit and of everyone who asked for that. */
export function take(state: RunState, visit: Visit, reserved: Reserved | null): void {
  for (const { used, reserved: pool } of askers(state, visit)) {
    used.calls += 1;
    if (reserved) add(pool, reserved, 1);
  }
}

/** Replaces what was reserved for a call with what it really took. */
export function settle(
  state: RunState,
  { visit, reserved }: { visit: Visit; reserved: Reserved | null },
  end: EventOf<"span-end">,
): void {
  const taken = takenBy(end, reserved);
  for (const { used, reserved: pool } of askers(state, visit)) {
    if (reserved) add(pool, reserved, -1);
    if (taken) add(used, { ...taken.usage, costNanos: taken.costNanos ?? reserved?.costNanos ?? 0 }, 1);
  }
}

function add(pool: Pool, { inputTokens, outputTokens, costNanos }: Reserved, times: 1 | -1): void {
  pool.tokens += times * (inputTokens + outputTokens);
  pool.costNanos += times * (costNanos ?? 0);
}

/**
 * What an ended model call took, as its reply says. A call that was lost with its runner counts with what was
 * reserved for it, because nobody knows better. Null: nothing to count.
 */
export function takenBy(
  { outcome, reply }: EventOf<"span-end">,
  reserved: Reserved | null,
): { usage: Usage; costNanos: number | null } | null {
  if (reply) return reply;
  if (outcome.status !== "lost" || !reserved) return null;
  const { inputTokens, outputTokens, costNanos } = reserved;
  return { usage: { inputTokens, outputTokens, cachedTokens: 0, estimated: true }, costNanos };
}
