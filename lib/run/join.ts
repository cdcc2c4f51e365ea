import { flowsInto, stepOf } from "../plan/plan-index.ts";
import { type Frame, type Passed, stepIn } from "./frame.ts";

/** The join of a step; the input has none. */
export const joinOf = ({ plan }: Frame, id: string) => {
  const step = stepOf(plan, id);
  return step.kind === "input" ? null : step.join;
};

/** How many of the flows into a step are live and open, and what its join needs. */
export function standing(frame: Frame, id: string) {
  const flows = flowsInto(frame.plan, id);
  let live = 0;
  let open = 0;
  for (const { edge } of flows) {
    const state = frame.flows.get(edge);
    if (typeof state === "number") live += 1;
    else if (state !== "dead") open += 1;
  }
  const wanted = joinOf(frame, id)?.needs ?? "all";
  const needs = typeof wanted === "number" ? Math.min(wanted, flows.length) : wanted;
  return { live, open, needs };
}

/**
 * What a step needed so many of, where too little of it could come: the steps before it that came, or would have if
 * they had not been given up for that. Null where nothing could have come, and for other joins.
 */
export function shortJoin(frame: Frame, id: string): { needs: number; of: number; could: string[] } | null {
  if (!frame.steps.get(id)?.dead) return null;
  const { needs } = standing(frame, id);
  if (typeof needs !== "number") return null;
  const flows = flowsInto(frame.plan, id);
  const could = flows.filter(
    ({ edge, from }) => typeof frame.flows.get(edge) === "number" || isGivenUp(frame, from),
  );
  return could.length > 0 && could.length < needs
    ? { needs, of: flows.length, could: could.map(({ from }) => from) }
    : null;
}

/** Whether control had come to a step that nobody waited for any more: it was cancelled, or never began. */
function isGivenUp(frame: Frame, id: string): boolean {
  const step = frame.steps.get(id);
  if (!step) return false;
  return step.begun ? step.last?.outcome.status === "cancelled" : step.dead && standing(frame, id).live > 0;
}

/** Whether a step can begin at the time `at`: its join is met, or its time is over. */
export function canBegin(frame: Frame, id: string, at: number): boolean {
  const step = stepIn(frame, id);
  if (step.begun || step.dead) return false;
  if (id === frame.plan.entry && step.visits === 0) return true;
  const { live, open, needs } = standing(frame, id);
  if (live === 0) return false;
  if (step.dueAt !== null && (at >= step.dueAt || open === 0)) return true;
  if (needs === "all") return open === 0;
  return needs === "any" || live >= needs;
}

/** The live flows into a step, in the order of the plan. */
export function liveInto(frame: Frame, id: string): Passed[] {
  return flowsInto(frame.plan, id).flatMap(({ edge }) => {
    const from = frame.flows.get(edge);
    return typeof from === "number" ? [{ edge, from }] : [];
  });
}
