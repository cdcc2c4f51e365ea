import { mainOf, planOf, stepOf } from "../plan/plan-index.ts";
import { applyDecision } from "./apply-decision.ts";
import { endSpan } from "./end-span.ts";
import type { EventOf, RunEvent } from "./event.ts";
import { type Frame, newFrame, stepIn } from "./frame.ts";
import { startSpan } from "./start-span.ts";
import type { RunState, Visit } from "./state.ts";
import type { Value } from "./value.ts";
import { frameOf, touch } from "./visits.ts";

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
      state.effectScope = event.effectScope ?? state.runId;
      state.frames.set(null, newFrame({ plan: mainOf(state.plan), input: event.input }));
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
      if (event.value) receive(state, visit, { value: event.value, count: event.count ?? null });
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

/** What a visit receives is there. For a workflow, its frame opens with it. */
function receive(state: RunState, visit: Visit, { value, count }: { value: Value; count: number | null }) {
  visit.received = { state: "ready", value };
  if (visit.kind === "map") visit.count = count;
  if (visit.kind !== "workflow") return;
  const step = stepOf(frameOf(state, visit).plan, visit.step);
  if (step.kind !== "workflow") return;
  const plan = planOf(state.plan, step.plan);
  state.frames.set(visit.span, newFrame({ plan, input: value, opener: visit }));
  state.todo.frames.add(visit.span);
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
      const { conditions } = settling;
      const added = event.values.map(
        ({ of, ...value }) => [of, [...(conditions.get(of) ?? []), value]] as const,
      );
      settling.conditions = new Map([...conditions, ...added]);
      state.todo.frames.add(visit);
    }
}
