import type { AgentStep, Call, Plan, PlanStep } from "../plan/plan.ts";

/**
 * A step that flows lead to: the steps they come from, all of which must have ended, and the edge of the first
 * flow.
 */
export type FlowTarget = { to: string; from: string[]; edge: string };

type PlanIndex = { steps: Map<string, PlanStep>; targets: FlowTarget[] };

const indexes = new WeakMap<Plan, PlanIndex>();

function indexOf(plan: Plan): PlanIndex {
  const known = indexes.get(plan);
  if (known) return known;
  const targets = new Map<string, FlowTarget>();
  for (const { from, to, edge } of plan.flows) {
    const target = targets.get(to) ?? { to, from: [], edge };
    target.from.push(from);
    targets.set(to, target);
  }
  const made = {
    steps: new Map(plan.steps.map((step) => [step.id, step])),
    targets: [...targets.values()],
  };
  indexes.set(plan, made);
  return made;
}

/** The steps that flows lead to, in the order of the plan's flows. */
export function flowTargets(plan: Plan): readonly FlowTarget[] {
  return indexOf(plan).targets;
}

/** The step with this id; throws when the plan has none, which means that log and plan don't belong together. */
export function stepOf(plan: Plan, id: string): PlanStep {
  const step = indexOf(plan).steps.get(id);
  if (!step) throw new Error(`the plan has no step ${id}: this log belongs to another plan`);
  return step;
}

/** The call that a step offers under this name, or undefined. */
export function callOf(step: AgentStep, name: string): Call | undefined {
  return step.calls.find((call) => call.name === name);
}
