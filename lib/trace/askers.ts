import type { FlowPlan } from "../plan/plan.ts";

const found = new WeakMap<FlowPlan, ReadonlyMap<string, readonly string[]>>();
const NOBODY: readonly string[] = [];

/** The steps that may ask a step of the same plan: agents and supervisors by their calls, maps for their items. */
export function askersOf(plan: FlowPlan, step: string): readonly string[] {
  let askers = found.get(plan);
  if (!askers) {
    askers = askersIn(plan);
    found.set(plan, askers);
  }
  return askers.get(step) ?? NOBODY;
}

function askersIn({ steps }: FlowPlan): Map<string, string[]> {
  const askers = new Map<string, string[]>();
  const add = (asked: string, by: string) => askers.set(asked, [...(askers.get(asked) ?? []), by]);
  for (const step of steps) {
    if (step.kind === "map") add(step.worker, step.id);
    if (step.kind !== "agent") continue;
    for (const { means } of step.calls)
      if (means.kind === "worker" || means.kind === "tool") add(means.step, step.id);
  }
  return askers;
}
