import type { PlanFlow } from "../plan/plan.ts";
import { flowsInto, indexOf } from "../plan/plan-index.ts";
import type { Frame } from "./frame.ts";

/**
 * Marks flows dead, or held where a loop that they leave may go on. Returns those that lead forward and are dead now, held
 * ones of before among them. What is live already must be marked before.
 */
export function closeFlows(frame: Frame, flows: readonly PlanFlow[]): PlanFlow[] {
  const { leaves, exits } = indexOf(frame.plan);
  const closed: PlanFlow[] = [];
  // None of them is taken in this round, so none of them brings the others' loops to go on.
  for (const { edge } of flows) frame.flows.set(edge, "held");
  // A way back that is dead may be the end of the loop that the others leave.
  const left = flows.toSorted((one, other) => Number(other.back !== null) - Number(one.back !== null));
  for (let flow = left.shift(); flow; flow = left.shift()) {
    if (frame.flows.get(flow.edge) !== "held") continue;
    if ((leaves.get(flow.edge) ?? []).some((way) => mayBeTaken(frame, way))) continue;
    frame.flows.set(flow.edge, "dead");
    if (!flow.back) closed.push(flow);
    else left.push(...(exits.get(flow.edge) ?? []));
  }
  return closed;
}

/**
 * Whether control may still come along a flow, in this round or, where loops go on, in another. Loops that hold each other's
 * exits don't go on by that.
 */
function mayBeTaken({ plan, flows, steps }: Frame, way: PlanFlow): boolean {
  const { leaves } = indexOf(plan);
  const seen = new Set<string>();
  const left = [way];
  for (let flow = left.pop(); flow; flow = left.pop()) {
    const state = flows.get(flow.edge);
    if (typeof state === "number") return true;
    if (state === "dead" || seen.has(flow.edge)) continue;
    seen.add(flow.edge);
    const step = steps.get(flow.from);
    if (state === "held") left.push(...(leaves.get(flow.edge) ?? []));
    else if (!step?.begun && !step?.dead) left.push(...flowsInto(plan, flow.from));
    else if (step.open !== null || step.settling !== null) return true;
  }
  return false;
}
