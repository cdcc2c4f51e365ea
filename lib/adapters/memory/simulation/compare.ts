import type { Json } from "../../../graph/json.ts";
import type { Plan, PlanStep } from "../../../plan/plan.ts";
import type { RequestPart, RunEvent } from "../../../run/event.ts";
import type { Value } from "../../../run/value.ts";
import { foldAll } from "../../../trace/fold.ts";
import { isWithin } from "./address.ts";
import { isUnkeyed, spansOf, visitAddresses } from "./log-facts.ts";
import type { Interpreted } from "./reference.ts";
import { isText } from "./reference-text.ts";
import type { Finished } from "./world.ts";

/** Why a run can't be held against the reference, or null when it can: what came of it depends on when things happened. */
export function whyNotCompared(run: Finished, { timeDependent }: Interpreted): string | null {
  if (timeDependent !== null) return "the reference says that it depends on time";
  for (const event of run.events) {
    if (event.type === "message") return "a person cancelled it";
    if (event.type === "run-claim" && (event.fruitless ?? 0) >= 3)
      return "runners were lost three times in a row";
    // That it was really late is one of the checks.
    if (event.type === "decision" && event.decision.what === "deadline") return "a deadline came";
    // What a model says to the beginning of a result the reference can't know; that it is cut well has tests of its own.
    if (event.type === "span-start" && event.work.kind === "model" && event.work.append.some(isCut))
      return "a result was too large for a model";
    if (isForLimit(event)) return "a limit of tokens, cost or calls came";
  }
  for (const span of spansOf(run).values())
    if (span.end?.outcome.status === "lost" && isUnkeyed(run, span))
      return "nobody knows whether an effect happened";
  return null;
}

const isCut = (part: RequestPart) => "most" in part && part.most !== undefined;

const LIMITS = new Set(["token-limit", "cost-limit", "call-limit", "no-price"]);

/** True where a step's pool was used up: who finds it so depends on who came first. */
export function isForLimit(event: RunEvent): boolean {
  if (event.type === "decision") {
    const { decision } = event;
    return (
      (decision.what === "fallback" && LIMITS.has(decision.code)) ||
      (decision.what === "default" && LIMITS.has(decision.failure.code))
    );
  }
  if (event.type !== "span-end" || event.outcome.status !== "failed") return false;
  return LIMITS.has(event.outcome.failure.code);
}

/** Where a run and the reference differ, or null. What a visit that was cut off had asked for may be missing. */
export async function differenceFrom(expected: Interpreted, run: Finished): Promise<string | null> {
  const last = run.events.at(-1);
  if (last?.type !== "run-end") return "the run has no end";
  if (expected.impossible !== null) return expected.impossible;
  if (!expected.end) return "it ended with something left to do";
  const { outcome } = last;
  const code = "failure" in outcome ? outcome.failure.code : null;
  if (outcome.status !== expected.end.status || code !== expected.end.code)
    return `expected it to end ${expected.end.status} (${expected.end.code}), got ${outcome.status} (${code})`;
  const addresses = visitAddresses(run);
  const seen = new Set<string>();
  for (const span of foldAll(run.runId, run.events).spans.values()) {
    if (span.kind !== "step") continue;
    const address = addresses.get(span.id) ?? "";
    seen.add(address);
    if (isInsideCut(expected.cut, address)) continue;
    const visit = expected.visits.get(address);
    if (!visit) return `${address} was visited, and should not have been`;
    if (isWithin(expected.cut, address) && span.state === "cancelled") continue;
    if (span.state !== visit.status || (span.failure?.code ?? null) !== visit.code)
      return `${address}: expected ${visit.status} (${visit.code}), got ${span.state} (${span.failure?.code})`;
    if (visit.anyResult) continue;
    const came = span.result ? await jsonOf(run, span.result) : undefined;
    const { result } = visit;
    const same =
      typeof result === "string" && typeof came === "string"
        ? isText(result, came)
        : canonical(came) === canonical(result);
    if (!same) return `${address}: expected ${canonical(result)}, got ${canonical(came)}`;
  }
  const missing = [...expected.visits.keys()].find(
    (address) => !seen.has(address) && !isWithin(expected.cut, address),
  );
  if (missing) return `${missing} was not visited`;
  const answer = last.answer === null ? null : (addresses.get(last.answer) ?? null);
  return answer === expected.end.answer ? null : `its answer is from ${answer}`;
}

/**
 * Why the order in which things came can't have mattered and did: where every join waits for all, runs that end well visit
 * the same steps and come to the same, in whatever order. Null where it did not, or may.
 */
export function orderDifference(
  plan: Plan,
  [one, other]: readonly [Interpreted, Interpreted],
): string | null {
  const steps = Object.values(plan.plans).flatMap((flows) => flows.steps);
  const waits = (step: PlanStep) =>
    step.kind === "input" || (step.join.needs === "all" && step.join.withinMs === null);
  const both = [one, other];
  if (
    !steps.every(waits) ||
    // What is cut when something inside a map or a workflow fails depends on how far it had come.
    both.some(({ end, timeDependent, cut }) => end?.status !== "ok" || timeDependent !== null || cut.size > 0)
  )
    return null;
  const [first = "", second = ""] = both.map(({ visits }) =>
    canonical(Object.fromEntries([...visits].map(([at, { ms, ...visit }]) => [at, visit]))),
  );
  return first === second ? null : `in order it comes to ${second}, one after the other to ${first}`;
}

/** True for what is inside a workflow or a map that was cut off, or is inside something that was: how far it came isn't said. */
function isInsideCut(cut: ReadonlySet<string>, address: string): boolean {
  const inner = Math.max(address.lastIndexOf(" in "), address.lastIndexOf(" item "));
  return inner >= 0 && isWithin(cut, address.slice(0, inner));
}

async function jsonOf(run: Finished, value: Value): Promise<Json> {
  const text = value.inline ?? (await run.values(value.hash));
  if (text === null) throw new Error(`the value ${value.hash} is not stored`);
  return JSON.parse(text);
}

/** JSON text with sorted keys. */
function canonical(json: unknown): string {
  return JSON.stringify(json, (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
