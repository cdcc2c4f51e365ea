import type { PlanFlow } from "../plan/plan.ts";
import { indexOf, stepOf } from "../plan/plan-index.ts";
import type { Frame, Passed } from "../run/frame.ts";

/**
 * The flows that hand something to a visit: those that were passed. A branch has no result of its own, so a flow
 * from one counts as those by which the branch was reached, unless it has fields.
 */
export function handingOn(frame: Frame, passed: readonly Passed[]): PlanFlow[] {
  return throughBranches(frame, passed, (flow) => flow.handsOn);
}

/** The steps whose results led to a visit, whatever branches came between. */
export function sourcesOf(frame: Frame, passed: readonly Passed[]): Set<string> {
  return new Set(throughBranches(frame, passed, () => true).map(({ from }) => from));
}

function throughBranches(
  frame: Frame,
  passed: readonly Passed[],
  isThrough: (flow: PlanFlow) => boolean,
): PlanFlow[] {
  const { flows } = indexOf(frame.plan);
  const found = new Set<PlanFlow>();
  const seen = new Set<string>();
  const left = passed.toReversed();
  for (let next = left.pop(); next; next = left.pop()) {
    const flow = flows.get(next.edge);
    const visit = `${next.edge} ${next.from}`;
    if (!flow || seen.has(visit)) continue;
    seen.add(visit);
    const through = stepOf(frame.plan, flow.from).kind === "branch" && isThrough(flow);
    if (through) left.push(...(frame.reached.get(next.from)?.toReversed() ?? []));
    // A way back also hands on what its target made in the round before.
    if (!through || flow.back) found.add(flow);
  }
  return [...found];
}
