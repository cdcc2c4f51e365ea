import type { AgentStep, Call, FlowPlan, Plan, PlanFlow, PlanStep } from "./plan.ts";

/** A plan's steps and flows, found by their ids. Flows are in the order of the plan. */
export type PlanIndex = {
  steps: ReadonlyMap<string, PlanStep>;
  flows: ReadonlyMap<string, PlanFlow>;
  /** The flows from a step, ways back included. */
  from: ReadonlyMap<string, readonly PlanFlow[]>;
  /** The flows into a step, without ways back. */
  into: ReadonlyMap<string, readonly PlanFlow[]>;
  /** For each flow that leaves loops: the ways back that close these. */
  leaves: ReadonlyMap<string, readonly PlanFlow[]>;
  /** For each way back: the flows that leave its loop. */
  exits: ReadonlyMap<string, readonly PlanFlow[]>;
};

const indexes = new WeakMap<FlowPlan, PlanIndex>();

/** The index of a plan, made once. */
export function indexOf(plan: FlowPlan): PlanIndex {
  const known = indexes.get(plan);
  if (known) return known;
  const exits = new Map<string, PlanFlow[]>();
  const leaves = new Map<string, PlanFlow[]>();
  for (const way of plan.flows) {
    if (!way.back) continue;
    const inside = new Set(way.back.loop);
    const leaving = plan.flows.filter((flow) => inside.has(flow.from) && !inside.has(flow.to));
    exits.set(way.edge, leaving);
    for (const { edge } of leaving) leaves.set(edge, [...(leaves.get(edge) ?? []), way]);
  }
  const made = {
    steps: new Map(plan.steps.map((step) => [step.id, step])),
    flows: new Map(plan.flows.map((flow) => [flow.edge, flow])),
    from: Map.groupBy(plan.flows, (flow) => flow.from),
    into: Map.groupBy(
      plan.flows.filter((flow) => flow.back === null),
      (flow) => flow.to,
    ),
    leaves,
    exits,
  };
  indexes.set(plan, made);
  return made;
}

/** The step with this id; throws when the plan has none, which means that log and plan don't belong together. */
export function stepOf(plan: FlowPlan, id: string): PlanStep {
  const step = indexOf(plan).steps.get(id);
  if (!step) throw new Error(`the plan has no step ${id}: this log belongs to another plan`);
  return step;
}

const NONE: readonly PlanFlow[] = [];

/** The flows from a step in their order, ways back included. */
export const flowsFrom = (plan: FlowPlan, step: string) => indexOf(plan).from.get(step) ?? NONE;

/** The flows into a step, without ways back. */
export const flowsInto = (plan: FlowPlan, step: string) => indexOf(plan).into.get(step) ?? NONE;

const calls = new WeakMap<AgentStep, ReadonlyMap<string, Call>>();

/** The call that a step offers under this name, or undefined. */
export function callOf(step: AgentStep, name: string): Call | undefined {
  let known = calls.get(step);
  if (!known) {
    known = new Map(step.calls.map((call) => [call.name, call]));
    calls.set(step, known);
  }
  return known.get(name);
}

/** The plan of the run's own graph; throws when there is none under its name. */
export const mainOf = (plan: Plan): FlowPlan => planOf(plan, plan.main);

/** The plan of this id; throws when there is none. */
export function planOf({ plans }: Plan, id: string): FlowPlan {
  const plan = plans[id];
  if (!plan) throw new Error(`the plan names ${id}, and has no plan of that name`);
  return plan;
}
