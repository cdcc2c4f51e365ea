import type { AgentStep, PlanStep } from "../plan/plan.ts";
import { stepOf } from "../plan/plan-index.ts";
import type { Frame } from "./frame.ts";
import type { RunState, TurnCall, Visit, VisitBase } from "./state.ts";

/** Marks a visit to be looked at again. */
export function touch(state: RunState, span: number | null): Visit | undefined {
  const visit = span === null ? undefined : state.visits.get(span);
  if (!visit) return undefined;
  state.todo.visits.add(visit.span);
  state.todo.work.add(visit.span);
  return visit;
}

/** The frame that a visit belongs to. */
export function frameOf(state: RunState, visit: Pick<VisitBase, "frame" | "span">): Frame {
  const frame = state.frames.get(visit.frame);
  if (!frame) throw new Error(`run ${state.runId}: visit ${visit.span} belongs to no frame`);
  return frame;
}

const asked = new WeakMap<AgentStep, AgentStep>();

/** The step of a visit, with the calls that this visit may make: an answer belongs to who asks, so who is asked can't hand over. */
export function stepOfVisit(state: RunState, visit: VisitBase): PlanStep {
  const step = stepOf(frameOf(state, visit).plan, visit.step);
  const isAsked = visit.origin.by === "call" || visit.origin.by === "item";
  if (!isAsked || step.kind !== "agent") return step;
  const known = asked.get(step);
  if (known) return known;
  const made = { ...step, calls: step.calls.filter(({ means }) => means.kind !== "handoff") };
  asked.set(step, made);
  return made;
}

/** The call of the asking visit that a step answers. */
export function turnCall(
  state: RunState,
  parent: number | null,
  call: { model: number; index: number },
): TurnCall | undefined {
  const asker = parent === null ? undefined : state.visits.get(parent);
  if (asker?.kind !== "agent") return undefined;
  return asker.turns.findLast((turn) => turn.model === call.model)?.calls[call.index];
}
