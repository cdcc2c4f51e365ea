import type { Plan } from "../plan/plan.ts";
import { flowsFrom } from "../plan/plan-index.ts";
import type { RunEvent } from "../run/event.ts";
import { evolve } from "../run/evolve.ts";
import type { Frame } from "../run/frame.ts";
import { initialState, type RunState } from "../run/state.ts";

/**
 * Where control is in a run: the engine's own state, folded from the same events, and what the engine has no use for.
 * `movedSeq`: the last event by which anything about flows may have changed.
 */
export type Control = {
  state: RunState;
  /** All frames that there were, by the visit that opened them; null: the run's own. */
  frames: Map<number | null, FrameControl>;
  /** Where the flows from an ended visit are still to be settled: the frame that it belongs to. */
  settling: Map<number, number | null>;
  movedSeq: number;
};

/** Where control is in one frame. `taken`: how often each of its flows was, by edge. */
export type FrameControl = {
  state: RunState;
  frame: Frame;
  taken: Map<string, number>;
  /** What control had settled when the frame began to stop: nothing that is cut off after that was a choice. Null before. */
  atStop: { passedOver: ReadonlySet<string>; flows: ReadonlySet<string> } | null;
};

/** Control before the first event. The plan has to be the one that the run was started with. */
export const emptyControl = (runId: string, plan: Plan): Control => ({
  state: initialState(runId, plan),
  frames: new Map(),
  settling: new Map(),
  movedSeq: 0,
});

/**
 * Control in the frame that this visit to a workflow opened, or in the run's own (null); undefined before it was opened.
 */
export const controlIn = ({ frames }: Control, visit: number | null): FrameControl | undefined =>
  frames.get(visit);

/** Whether nothing more happens in a frame: the run has ended, or the visit that opened it. */
export const isOver = ({ state, frame: { visit } }: FrameControl): boolean =>
  state.phase === "ended" || (visit !== null && !state.frames.has(visit));

/** Whether nothing begins in a frame any more, though something may still have to end. */
export const isStopping = (control: FrameControl): boolean => {
  const { state, frame } = control;
  const { visit } = frame;
  if (isOver(control) || state.halt !== null || state.cancelled) return true;
  return visit !== null && (state.visits.get(visit)?.ending ?? null) !== null;
};

/** Folds one event into control, in place. Throws where the event is not the next one, or names a step that the plan lacks. */
export function foldControl(control: Control, event: RunEvent): Control {
  const settles = whatSettles(control, event);
  if (movesControl(control, event)) control.movedSeq = event.seq;
  evolve(control.state, event);
  if (event.type === "run-start") openFrame(control, null);
  if (event.type === "context-fill") openFrame(control, event.span);
  if (settles) countTaken(control, settles);
  for (const frame of mayStop(control, event)) noteStop(frame);
  return control;
}

function openFrame({ state, frames }: Control, visit: number | null) {
  const frame = state.frames.get(visit);
  if (frame && !frames.has(visit)) frames.set(visit, { state, frame, taken: new Map(), atStop: null });
}

/** The frames that may begin to stop with this event. */
function mayStop({ state, frames }: Control, event: RunEvent): FrameControl[] {
  const stopsAll = event.type === "message" || (event.type === "decision" && event.decision.what === "stop");
  if (stopsAll) return [...state.frames.keys()].flatMap((visit) => frames.get(visit) ?? []);
  if (event.type !== "decision" || event.decision.what === "stop") return [];
  return [frames.get(event.decision.span) ?? []].flat();
}

function noteStop(control: FrameControl) {
  if (control.atStop !== null || !isStopping(control)) return;
  const { steps, flows } = control.frame;
  const passedOver = [...steps].flatMap(([id, { dead }]) => (dead ? [id] : []));
  control.atStop = { passedOver: new Set(passedOver), flows: new Set(flows.keys()) };
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

/** The step whose flows this event may settle, the visit after which it does, and their frame. */
type Settles = { id: string; span: number; within: number | null };

function whatSettles({ state, frames, settling }: Control, event: RunEvent): Settles | null {
  if (event.type === "span-end") {
    const visit = state.visits.get(event.span);
    if (visit?.origin.by !== "flow" && visit?.origin.by !== "entry") return null;
    return { id: visit.step, span: event.span, within: visit.frame };
  }
  if (event.type !== "decision" || event.decision.what !== "pass") return null;
  const { span } = event.decision;
  const within = settling.get(span);
  if (within === undefined) return null;
  const frame = frames.get(within)?.frame;
  const id = [...(frame?.settling ?? [])].find((one) => frame?.steps.get(one)?.settling?.span === span);
  return id === undefined ? null : { id, span, within };
}

function countTaken({ frames, settling }: Control, { id, span, within }: Settles) {
  const known = frames.get(within);
  if (!known) return;
  const { frame, taken, atStop } = known;
  if (atStop !== null) return;
  if (frame.steps.get(id)?.settling?.span === span) settling.set(span, within);
  else settling.delete(span);
  for (const { edge } of flowsFrom(frame.plan, id))
    if (frame.flows.get(edge) === span) taken.set(edge, (taken.get(edge) ?? 0) + 1);
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
