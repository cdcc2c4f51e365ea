import type { Limits } from "../graph/node.ts";
import type { AgentStep, Plan } from "../plan/plan.ts";
import { stepOf } from "../plan/plan-index.ts";
import { formatMoney } from "../run/format-money.ts";
import { askers } from "../run/pools.ts";
import type { AgentVisit, RunState, Visit } from "../run/state.ts";
import type { Reserved } from "../run/usage.ts";
import { frameOf } from "../run/visits.ts";

/** A visit with limits that are shared by its calls and those of everything it asks. */
type Limited = { visit: Visit; name: string; limits: Limits };

/** A pool without room for a call. `forGood`: there will be none when the open calls have ended, either. */
export type Short = { code: string; message: string; forGood: boolean };

const limited = new WeakMap<Plan, boolean>();

/** True when some step of the plan limits tokens, cost or calls, so that visits share pools. */
export function isLimited(plan: Plan): boolean {
  const known = limited.get(plan);
  if (known !== undefined) return known;
  const is = Object.values(plan.plans).some(({ steps }) =>
    steps.some((step) => step.kind === "agent" && sharesLimits(step.limits)),
  );
  limited.set(plan, is);
  return is;
}

function sharesLimits({ maxTokens, maxCostNanos, maxCalls }: Limits): boolean {
  return maxTokens !== null || maxCostNanos !== null || maxCalls !== null;
}

function poolsOf(state: RunState, visit: Visit): Limited[] {
  if (!isLimited(state.plan)) return [];
  return [...askers(state, visit)].flatMap((asker) => {
    const step = stepOf(frameOf(state, asker).plan, asker.step);
    if (step.kind !== "agent" || !sharesLimits(step.limits)) return [];
    return [{ visit: asker, name: step.name, limits: step.limits }];
  });
}

/** True when the visit's next request must be measured before it may be sent. */
export function asksForSize(state: RunState, visit: AgentVisit): boolean {
  if (visit.requestBytes !== null) return false;
  return poolsOf(state, visit).some(
    ({ limits }) => limits.maxTokens !== null || limits.maxCostNanos !== null,
  );
}

/**
 * The most that a model call may take: one token for each byte of its request, because no tokenizer makes more,
 * plus the longest answer, both at list price. Where the endpoint counted the tokens of the visit's previous
 * request, that count replaces the bytes of it, since the next request begins with the same text. Null when no
 * limit asks for it.
 */
export function reservationOf(
  step: Pick<AgentStep, "models" | "limits">,
  visit: Pick<AgentVisit, "requestBytes" | "counted">,
  choice: number,
): Reserved | null {
  const { requestBytes, counted } = visit;
  if (requestBytes === null) return null;
  const since = counted ? counted.tokens + Math.max(0, requestBytes - counted.bytes) : requestBytes;
  const tokens = { inputTokens: Math.min(since, requestBytes), outputTokens: step.limits.maxOutputTokens };
  const price = step.models[choice]?.price ?? null;
  // Any part of the request may be counted as cached, whatever that costs.
  const perInput = Math.max(price?.input ?? 0, price?.cachedInput ?? 0);
  const costNanos = price && Math.ceil(tokens.inputTokens * perInput + tokens.outputTokens * price.output);
  return { ...tokens, costNanos };
}

/** The pool that has no room for a call of the visit to `called`, or null; `reserved` is null for a tool's. */
export function shortOf(
  { state, visit }: { state: RunState; visit: Visit },
  { reserved, called }: { reserved: Reserved | null; called: string },
): Short | null {
  let short: Short | null = null;
  for (const pool of poolsOf(state, visit)) {
    const found = shortIn(pool, reserved, called);
    if (found?.forGood) return found;
    short ??= found;
  }
  return short;
}

function shortIn({ visit, name, limits }: Limited, reserved: Reserved | null, called: string): Short | null {
  const { used, reserved: underWay } = visit;
  const { maxTokens, maxCostNanos, maxCalls } = limits;
  if (maxCalls !== null && used.calls >= maxCalls)
    return {
      code: "call-limit",
      message: `Expected “${name}” to be done with ${count(maxCalls, "call")}, those of whom it asks included, and it was not. Raise its limit of calls, or look at why so many are made.`,
      forGood: true,
    };
  if (!reserved) return null;
  const { inputTokens, outputTokens, costNanos } = reserved;
  const tokens = inputTokens + outputTokens;
  if (maxTokens !== null && used.tokens + underWay.tokens + tokens > maxTokens)
    return {
      code: "token-limit",
      message: `Expected “${name}” to stay within ${count(maxTokens, "token")}: ${number(used.tokens)} are used, and the next call of ${called} may take up to ${number(tokens)} (${number(inputTokens)} for its request, ${number(outputTokens)} for the answer). Raise the limit, or lower the longest answer.`,
      forGood: used.tokens + tokens > maxTokens,
    };
  if (maxCostNanos === null) return null;
  if (costNanos === null)
    return {
      code: "no-price",
      message: `“${name}” has a limit of cost, and nobody knows what ${called} costs. Add its price on the connections page, or limit tokens instead.`,
      forGood: true,
    };
  if (used.costNanos + underWay.costNanos + costNanos <= maxCostNanos) return null;
  return {
    code: "cost-limit",
    message: `Expected “${name}” to stay within ${formatMoney(maxCostNanos)}: ${formatMoney(used.costNanos)} is spent, and the next call of ${called} may cost up to ${formatMoney(costNanos)}. Raise the limit, lower the longest answer, or add a cheaper model after it.`,
    forGood: used.costNanos + costNanos > maxCostNanos,
  };
}

/** An amount with its unit, as people read it: "4,096 tokens". */
export function count(amount: number, unit: string): string {
  return `${number(amount)} ${unit}${amount === 1 ? "" : "s"}`;
}

function number(amount: number): string {
  return String(amount).replace(/\B(?=(\d{3})+$)/g, ",");
}
