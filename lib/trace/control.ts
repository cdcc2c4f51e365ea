import type { Plan } from "../plan/plan.ts";
import { flowsFrom } from "../plan/plan-index.ts";
import type { RunEvent } from "../run/event.ts";
import { evolve } from "../run/evolve.ts";
import type { Frame } from "../run/frame.ts";
import { initialState, type RunState } from "../run/state.ts";

/**
 * Where control is in a run: the engine's own state, folded from the same events, and what the engine has no use for. `taken`:
 * how often each flow of the run's own graph was, by edge. `movedSeq`: the last event by which anything about flows may have
 * changed.
 */
export type Control = { state: RunState; taken: Map<string, number>; movedSeq: number };

/** Control before the first event. The plan has to be the one that the run was started with. */
export const emptyControl = (runId: string, plan: Plan): Control => ({
  state: initialState(runId, plan),
  taken: new Map(),
  movedSeq: 0,
});

/** The frame of the run's own graph; undefined before the run has started. */
export const mainFrame = ({ state }: Control): Frame | undefined => state.frames.get(null);

/** Folds one event into control, in place. Throws where the event is not the next one, or names a step that the plan lacks. */
export function foldControl(control: Control, event: RunEvent): Control {
  const step = stepThatSettles(control, event);
  if (movesControl(control, event)) control.movedSeq = event.seq;
  evolve(control.state, event);
  if (step) countTaken(control, step);
  return control;
}

/** Calls and their texts, which most of a log is about, move nothing. */
function movesControl({ state }: Control, event: RunEvent): boolean {
  switch (event.type) {
    case "run-start":
    case "run-end":
    case "decision":
    case "evaluation":
      return true;
    case "span-start":
      return event.work.kind === "step";
    case "span-end":
      return state.visits.has(event.span);
    case "run-claim":
    case "message":
    case "timer-fire":
    case "context-fill":
    case "acceptance":
    case "request-size":
    case "span-cancel":
      return false;
  }
}

/** The step whose flows this event may settle, and the visit after which it does. */
function stepThatSettles({ state }: Control, event: RunEvent): { id: string; span: number } | null {
  if (event.type === "span-end") {
    const visit = state.visits.get(event.span);
    const isOfFrame = visit?.frame === null && (visit.origin.by === "flow" || visit.origin.by === "entry");
    return visit && isOfFrame ? { id: visit.step, span: event.span } : null;
  }
  if (event.type !== "decision" || event.decision.what !== "pass") return null;
  const { span } = event.decision;
  const frame = state.frames.get(null);
  const id = [...(frame?.settling ?? [])].find((one) => frame?.steps.get(one)?.settling?.span === span);
  return id === undefined ? null : { id, span };
}

function countTaken(control: Control, { id, span }: { id: string; span: number }) {
  const frame = mainFrame(control);
  if (!frame) return;
  for (const { edge } of flowsFrom(frame.plan, id))
    if (frame.flows.get(edge) === span) control.taken.set(edge, (control.taken.get(edge) ?? 0) + 1);
}

/** Control as of the event `seq` of a list that only grows. What it returns is read-only and changes with the next call. */
export function createControlTimeline(runId: string, plan: Plan) {
  let shown = emptyControl(runId, plan);
  return (events: readonly RunEvent[], seq: number): Control => {
    if (seq < shown.state.lastSeq) shown = emptyControl(runId, plan);
    for (let at = shown.state.lastSeq; at < seq; at += 1) {
      const event = events[at];
      if (event) foldControl(shown, event);
    }
    return shown;
  };
}
