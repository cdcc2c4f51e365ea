import type { AgentStep, Call, Plan, PlanStep } from "../plan/plan.ts";

const indexes = new WeakMap<Plan, Map<string, PlanStep>>();

/** The step with this id; throws when the plan has none, which means that log and plan don't belong together. */
export function stepOf(plan: Plan, id: string): PlanStep {
  let index = indexes.get(plan);
  if (!index) {
    index = new Map(plan.steps.map((step) => [step.id, step]));
    indexes.set(plan, index);
  }
  const step = index.get(id);
  if (!step) throw new Error(`the plan has no step ${id}: this log belongs to another plan`);
  return step;
}

/** The call that a step offers under this name, or undefined. */
export function callOf(step: AgentStep, name: string): Call | undefined {
  return step.calls.find((call) => call.name === name);
}
