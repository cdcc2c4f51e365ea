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
    if ((leaves.get(flow.edge) ?? []).some((way) => mayBeTaken(frame, way, new Set()))) continue;
    frame.flows.set(flow.edge, "dead");
    if (!flow.back) closed.push(flow);
    else left.push(...(exits.get(flow.edge) ?? []));
  }
  return closed;
}

/** Whether control may still come along a flow, in this round or, where loops go on, in another. */
function mayBeTaken(frame: Frame, flow: PlanFlow, seen: Set<string>): boolean {
  const state = frame.flows.get(flow.edge);
  if (typeof state === "number") return true;
  if (state === "dead" || seen.has(flow.edge)) return false;
  seen.add(flow.edge);
  // Loops may hold each other's exits: then none of them goes on.
  if (state === "held")
    return (indexOf(frame.plan).leaves.get(flow.edge) ?? []).some((way) => mayBeTaken(frame, way, seen));
  const step = frame.steps.get(flow.from);
  if (step?.dead) return false;
  if (step?.begun) return step.open !== null || step.settling !== null;
  return flowsInto(frame.plan, flow.from).some((into) => mayBeTaken(frame, into, seen));
}
