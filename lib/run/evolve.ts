import { mainOf } from "../plan/plan-index.ts";
import { applyDecision } from "./apply-decision.ts";
import { endSpan } from "./end-span.ts";
import type { EventOf, RunEvent } from "./event.ts";
import { type Frame, newFrame, stepIn } from "./frame.ts";
import { startSpan } from "./start-span.ts";
import type { RunState } from "./state.ts";
import { touch } from "./visits.ts";

/**
 * Folds one event into the state, in place. The state, which is the caller's own, never changes in any other way.
 * Throws when the event is not the next one, because everything decided after a gap would be wrong.
 */
export function evolve(state: RunState, event: RunEvent): RunState {
  if (event.seq !== state.lastSeq + 1)
    throw new Error(`run ${state.runId}: expected event ${state.lastSeq + 1}, got ${event.seq}`);
  state.lastSeq = event.seq;
  state.at = event.at;
  fold(state, event);
  return state;
}

function fold(state: RunState, event: RunEvent): void {
  switch (event.type) {
    case "run-start":
      state.phase = "running";
      state.mode = event.mode;
      state.instant = event.instant;
      state.input = event.input;
      state.effectScope = event.effectScope ?? state.runId;
      state.frames.set(null, newFrame(mainOf(state.plan)));
      state.todo.frames.add(null);
      return;
    case "run-claim":
      state.fruitless = event.fruitless ?? 0;
      // Time has passed since the last event.
      wake(state);
      return;
    case "timer-fire":
      wake(state);
      return;
    case "message":
      state.cancelled = true;
      return;
    case "context-fill": {
      const visit = touch(state, event.span);
      if (!visit) return;
      if (event.value) visit.received = { state: "ready", value: event.value };
      else if (event.problem) visit.received = { state: "failed", problem: event.problem };
      return;
    }
    case "evaluation":
      evaluated(state, event);
      return;
    case "acceptance": {
      const visit = touch(state, event.span);
      const turn = visit?.kind === "agent" ? visit.turns.at(-1) : undefined;
      const { holds, say, problem } = event;
      if (turn) turn.accepted = { holds: holds === true, say, problem };
      return;
    }
    case "request-size": {
      const visit = touch(state, event.span);
      if (visit?.kind === "agent") visit.requestBytes = event.bytes;
      return;
    }
    case "span-start":
      startSpan(state, event);
      return;
    case "span-cancel": {
      const call = state.open.get(event.span);
      if (call) call.cancelling = true;
      return;
    }
    case "span-end":
      endSpan(state, event);
      return;
    case "decision":
      applyDecision(state, event);
      return;
    case "run-end":
      state.phase = "ended";
      return;
  }
}

/** The visits and frames whose time has come. */
function wake(state: RunState) {
  for (const span of state.todo.timed) touch(state, span);
  for (const [visit, frame] of state.frames) if (frame.due.size > 0) touchFrame(state, visit, frame);
}

function touchFrame(state: RunState, visit: number | null, frame: Frame) {
  for (const id of frame.due) frame.ready.add(id);
  state.todo.frames.add(visit);
}

function evaluated(state: RunState, event: EventOf<"evaluation">): void {
  for (const [visit, frame] of state.frames)
    for (const id of frame.settling) {
      const { settling } = stepIn(frame, id);
      if (settling?.span !== event.span) continue;
      const added = event.values.map(({ of, ...value }) => [of, value] as const);
      settling.conditions = new Map([...settling.conditions, ...added]);
      state.todo.frames.add(visit);
    }
}
