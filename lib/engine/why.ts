import type { AgentStep, Plan } from "../plan/plan.ts";
import type { Deciding } from "./deciding.ts";
import { callOf, stepOf } from "./plan-index.ts";
import { usableReferences } from "./references.ts";

/** Names in a sentence: "A, B and C". */
export function listed(names: string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** The name of the step that a call leads to, or the call's own name when it leads to none. */
export function nameOfCall(plan: Plan, step: AgentStep, call: string): string {
  const means = callOf(step, call)?.means;
  return means && means.kind !== "finish" ? stepOf(plan, means.step).name : call;
}

/**
 * Why these calls were made now, in one sentence: which results they needed, which calls wait for them, and that
 * they run together.
 */
export function whyRouted(
  { plan, step, visit }: Pick<Deciding<AgentStep>, "plan" | "step" | "visit">,
  chosen: string[],
): string {
  const named = (calls: string[]) => listed([...new Set(calls)].map((call) => nameOfCall(plan, step, call)));
  const counted = listed(
    [...Map.groupBy(chosen, (call) => nameOfCall(plan, step, call))].map(([name, { length }]) =>
      length === 1 ? name : `${name} (${length} times)`,
    ),
  );
  const there = new Set(usableReferences(visit).map((entry) => entry.name));
  const called = step.calls.filter((call) => chosen.includes(call.name));
  const needed = [...new Set(called.flatMap((call) => call.needs))].filter((name) => there.has(name));
  const waiting = step.calls
    .filter((call) => !chosen.includes(call.name) && call.needs.some((name) => chosen.includes(name)))
    .map((call) => call.name);
  const verb = step.role === "supervisor" ? "Asked" : "Used";
  const together = chosen.length > 1 ? " together, as none needs another's result" : "";
  const again = chosen.filter((name) => there.has(name));
  const reasons = [
    needed.length > 0 ? `${named(needed)} had come back` : "",
    waiting.length > 0 ? `${named(waiting)} ${waiting.length === 1 ? "needs" : "need"} what comes of it` : "",
    again.length > 0 ? `${named(again)} once more` : "",
  ].filter(Boolean);
  return `${verb} ${counted}${together}${reasons.length > 0 ? `: ${reasons.join("; ")}.` : "."}`;
}
