import type { EventOf } from "./event.ts";
import type { Pool, RunState, Visit } from "./state.ts";
import type { Reserved, Usage } from "./usage.ts";

/** A pool that nothing was taken from. */
export const untouched = (): Pool => ({ calls: 0, tokens: 0, costNanos: 0 });

/** A visit and those who asked for it, from the inside out. */
export function* askers(state: RunState, visit: Visit): Generator<Visit> {
  for (
    let at: Visit | undefined = visit;
    at;
    at = at.parent === null ? undefined : state.visits.get(at.parent)
  )
    yield at;
}

/** Takes a begun call from the pools of its visit and of those who asked for it. */
export function take(state: RunState, visit: Visit, reserved: Reserved | null): void {
  for (const { used, reserved: pool } of askers(state, visit)) {
    used.calls += 1;
    if (reserved) add(pool, reserved, 1);
  }
}

/** Puts what the ended call really took in place of what was reserved for it. */
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
 * What an ended model call took: what came back says so. Lost with its runner, it counts with what was reserved for it,
 * because nobody knows. Null: nothing.
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
