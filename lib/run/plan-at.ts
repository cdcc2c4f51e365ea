import type { FlowPlan, Plan } from "../plan/plan.ts";
import { indexOf, mainOf } from "../plan/plan-index.ts";
import type { Path } from "./path.ts";

/**
 * The plan to which the last step of a path belongs: the run's own, or that of the workflow inside which it is. Null
 * where the path leads through a workflow that the plan does not have, so that log and plan don't belong together.
 */
export function planAt(plan: Plan, path: Path): FlowPlan | null {
  let at = mainOf(plan);
  for (const { step: id } of path.slice(0, -1)) {
    const step = indexOf(at).steps.get(id);
    if (step?.kind !== "workflow") continue;
    const inner = plan.plans[step.plan];
    if (!inner) return null;
    at = inner;
  }
  return at;
}
