import type { FlowPlan, PlanFlow, PlanStep } from "../../../../plan/plan.ts";

/** What can be known of a plan's flows before a run. The loops are worked out here, whatever the plan says of them. */
export class Shape {
  readonly entry: string;
  readonly flows: readonly PlanFlow[];
  /** Steps that control can reach, in the plan's order: workers and tools that are only called are not among them. */
  readonly steps: readonly PlanStep[];
  private readonly loops: ReadonlyMap<string, ReadonlySet<string>>;
  readonly back: readonly PlanFlow[];
  private readonly ahead: ReadonlyMap<string, readonly PlanFlow[]>;
  private readonly onward: ReadonlyMap<string, readonly PlanFlow[]>;
  private readonly byId: ReadonlyMap<string, PlanStep>;

  constructor({ entry, steps, flows }: FlowPlan) {
    this.entry = entry;
    this.flows = flows;
    this.byId = new Map(steps.map((step) => [step.id, step]));
    const ends = new Set([entry, ...flows.flatMap(({ from, to }) => [from, to])]);
    this.steps = steps.filter(({ id }) => ends.has(id));
    this.back = flows.filter((flow) => flow.back !== null);
    this.ahead = Map.groupBy(
      flows.filter((flow) => !flow.back),
      ({ to }) => to,
    );
    this.onward = Map.groupBy(flows, ({ from }) => from);
    this.loops = new Map(this.back.map((flow) => [flow.edge, loopOf(flow, flows)]));
  }

  step(id: string): PlanStep {
    const step = this.byId.get(id);
    if (!step) throw new Error(`no step ${id}`);
    return step;
  }

  /** The flows into a step without the ways back. */
  into(id: string): readonly PlanFlow[] {
    return this.ahead.get(id) ?? [];
  }

  from(id: string): readonly PlanFlow[] {
    return this.onward.get(id) ?? [];
  }

  /** The steps of the loop that a way back closes. */
  loop({ edge }: PlanFlow): ReadonlySet<string> {
    return this.loops.get(edge) ?? new Set();
  }

  /** True where the flow leads out of the loop that the way back closes. */
  leaves(flow: PlanFlow, back: PlanFlow): boolean {
    return flow !== back && this.loop(back).has(flow.from) && !this.loop(back).has(flow.to);
  }

  /** True where the first way back's loop is a part of the second's, and smaller. */
  isWithin(inner: PlanFlow, outer: PlanFlow): boolean {
    return this.loop(inner).size < this.loop(outer).size && this.loop(inner).isSubsetOf(this.loop(outer));
  }

  inSomeLoop(id: string): boolean {
    return [...this.loops.values()].some((loop) => loop.has(id));
  }
}

const shapes = new WeakMap<FlowPlan, Shape>();

/** The shape of a plan, worked out once. */
export function shapeOf(plan: FlowPlan): Shape {
  const known = shapes.get(plan) ?? new Shape(plan);
  shapes.set(plan, known);
  return known;
}

/** The target of a way back, and every step from which its source is reached without passing the target. */
function loopOf({ from, to }: PlanFlow, flows: readonly PlanFlow[]): Set<string> {
  const loop = new Set([to, from]);
  const open = from === to ? [] : [from];
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const flow of flows)
      if (flow.to === at && !loop.has(flow.from)) {
        loop.add(flow.from);
        open.push(flow.from);
      }
  return loop;
}
