import type { EventOf } from "../../../run/event.ts";
import { type LoggedSpan, spansOf, stepAt } from "./log-facts.ts";
import type { Finished } from "./world.ts";

/** Of a visit: what its calls and those of all that it asks have taken, and what the open ones may take at most. */
type Pool = { calls: number; tokens: number; cost: number; openTokens: number; openCost: number };

/** What calls took beyond what had been set aside for them: limits can't be kept from that. */
type Beyond = { tokens: number; cost: number };

/**
 * Counts again, event by event and without the engine, what each limited visit has taken: never more than its limit, but
 * for what endpoints took beyond what was set aside for their calls.
 */
export function sharedLimits(run: Finished): string | null {
  const spans = spansOf(run);
  const pools = new Map<number, Pool>();
  const beyond = { tokens: 0, cost: 0 };
  for (const event of run.events) {
    if (event.type === "span-start" && event.work.kind !== "step") {
      const wrong = begun(run, spans, pools, event);
      if (wrong) return wrong;
    } else if (event.type === "span-end" && spans.get(event.span)?.start.work.kind === "model")
      ended(run, spans, pools, beyond, event);
    else continue;
    const wrong = exceeded(run, spans, pools, beyond);
    if (wrong) return `at event ${event.seq} ${wrong}`;
  }
  return null;
}

function begun(
  run: Finished,
  spans: Map<number, LoggedSpan>,
  pools: Map<number, Pool>,
  event: EventOf<"span-start">,
): string | null {
  const reserved = event.work.kind === "model" ? event.work.reserved : undefined;
  for (const [id, { maxTokens, maxCostNanos }] of limitsAbove(run, spans, event.parent)) {
    const pool = pools.get(id) ?? { calls: 0, tokens: 0, cost: 0, openTokens: 0, openCost: 0 };
    pools.set(id, pool);
    pool.calls += 1;
    if (event.work.kind !== "model" || (maxTokens === null && maxCostNanos === null)) continue;
    if (!reserved) return `span ${event.seq} began under a limit and nothing was set aside for it`;
    pool.openTokens += reserved.inputTokens + reserved.outputTokens;
    pool.openCost += reserved.costNanos ?? 0;
  }
  return null;
}

function ended(
  run: Finished,
  spans: Map<number, LoggedSpan>,
  pools: Map<number, Pool>,
  beyond: Beyond,
  event: EventOf<"span-end">,
): void {
  const { start } = spans.get(event.span) ?? {};
  const reserved = start?.work.kind === "model" ? start.work.reserved : undefined;
  if (!start || !reserved) return;
  const { reply, outcome } = event;
  const most = { tokens: reserved.inputTokens + reserved.outputTokens, cost: reserved.costNanos ?? 0 };
  const lost = outcome.status === "lost" ? most : { tokens: 0, cost: 0 };
  const took = reply
    ? { tokens: reply.usage.inputTokens + reply.usage.outputTokens, cost: reply.costNanos ?? most.cost }
    : lost;
  beyond.tokens += Math.max(0, took.tokens - most.tokens);
  beyond.cost += Math.max(0, took.cost - most.cost);
  for (const [id] of limitsAbove(run, spans, start.parent)) {
    const pool = pools.get(id);
    if (!pool) continue;
    pool.openTokens -= most.tokens;
    pool.openCost -= most.cost;
    pool.tokens += took.tokens;
    pool.cost += took.cost;
  }
}

function exceeded(
  run: Finished,
  spans: Map<number, LoggedSpan>,
  pools: Map<number, Pool>,
  beyond: Beyond,
): string | null {
  for (const [id, pool] of pools) {
    const limits = limitsOf(run, spans, id);
    if (limits?.maxCalls != null && pool.calls > limits.maxCalls)
      return `visit ${id} has ${pool.calls} calls of ${limits.maxCalls}`;
    if (limits?.maxTokens != null && pool.tokens + pool.openTokens > limits.maxTokens + beyond.tokens)
      return `visit ${id} took ${pool.tokens} and ${pool.openTokens} open tokens of ${limits.maxTokens}`;
    if (limits?.maxCostNanos != null && pool.cost + pool.openCost > limits.maxCostNanos + beyond.cost)
      return `visit ${id} took ${pool.cost} and ${pool.openCost} open nano-dollars of ${limits.maxCostNanos}`;
  }
  return null;
}

type Limits = NonNullable<ReturnType<typeof limitsOf>>;

/** The limited visits around a call, by id. */
function limitsAbove(
  run: Finished,
  spans: Map<number, LoggedSpan>,
  visit: number | null,
): [number, Limits][] {
  const found: [number, Limits][] = [];
  for (let id = visit; id !== null; id = spans.get(id)?.start.parent ?? null) {
    const limits = limitsOf(run, spans, id);
    if (limits) found.push([id, limits]);
  }
  return found;
}

function limitsOf(run: Finished, spans: Map<number, LoggedSpan>, id: number) {
  const span = spans.get(id);
  const step = span && stepAt(run, span.start.path);
  if (step?.kind !== "agent") return null;
  const { maxTokens, maxCostNanos, maxCalls } = step.limits;
  return maxTokens === null && maxCostNanos === null && maxCalls === null ? null : step.limits;
}
