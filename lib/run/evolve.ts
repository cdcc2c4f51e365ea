import type { EventOf, RunEvent } from "./event.ts";
import type { Outcome } from "./outcome.ts";
import { type Path, stepsKey } from "./path.ts";
import { settle, take, untouched } from "./pools.ts";
import { resultOf } from "./result-of.ts";
import type { RunState, Visit } from "./state.ts";
import type { Value } from "./value.ts";

/** How many runners in a row may be lost over a run before it is set aside. */
export const FRUITLESS_CLAIMS = 3;

function poisoned(): NonNullable<RunState["halt"]> {
  const message = `Expected the run to get further, but ${FRUITLESS_CLAIMS} runners in a row stopped while they worked on it. It was set aside so that it can't stop more of them. Look at which call was under way each time, and at the runners' logs.`;
  return {
    outcome: { status: "failed", failure: { code: "poison", message, retryable: false } },
    failedSpan: null,
    because: `${FRUITLESS_CLAIMS} runners in a row were lost over this run.`,
  };
}

/**
 * Folds one event into the state, in place. The state, which is the caller's own, never changes in any other way.
 * Throws when the event is not the next one, because everything decided after a gap would be wrong.
 */
export function evolve(state: RunState, event: RunEvent): RunState {
  if (event.seq !== state.lastSeq + 1)
    throw new Error(`run ${state.runId}: expected event ${state.lastSeq + 1}, got ${event.seq}`);
  state.lastSeq = event.seq;
  state.at = event.at;
  switch (event.type) {
    case "run-start":
      state.phase = "running";
      state.mode = event.mode;
      state.instant = event.instant;
      state.input = event.input;
      return state;
    case "run-claim":
      if ((event.fruitless ?? 0) >= FRUITLESS_CLAIMS) state.halt ??= poisoned();
      return state;
    case "timer-fire":
      return state;
    case "message":
      state.halt ??= {
        outcome: { status: "cancelled" },
        failedSpan: null,
        because: `Cancelled by ${event.message.by}${event.message.reason ? `: ${event.message.reason}` : "."}`,
      };
      return state;
    case "context-fill": {
      const visit = state.visits.get(event.span);
      if (!visit) return state;
      if (event.value) visit.received = { state: "ready", value: event.value };
      else if (event.problem) visit.received = { state: "failed", problem: event.problem };
      return state;
    }
    case "request-size": {
      const visit = state.visits.get(event.span);
      if (visit) visit.requestBytes = event.bytes;
      return state;
    }
    case "span-start":
      return start(state, event);
    case "span-cancel": {
      const call = state.open.get(event.span);
      if (call) call.cancelling = true;
      return state;
    }
    case "span-end":
      return end(state, event);
    case "decision":
      return decided(state, event);
    case "run-end":
      state.phase = "ended";
      return state;
  }
}

function start(state: RunState, event: EventOf<"span-start">): RunState {
  const { work } = event;
  if (work.kind === "step") {
    state.visits.set(event.seq, newVisit(event, work.call));
    const call = work.call && turnCall(state, event.parent, work.call);
    if (call) call.span = event.seq;
    return state;
  }
  const visit = event.parent === null ? undefined : state.visits.get(event.parent);
  if (!visit) return state;
  const { kind } = work;
  const reserved = (kind === "model" && work.reserved) || null;
  state.open.set(event.seq, { span: event.seq, visit: visit.span, kind, cancelling: false, reserved });
  take(state, visit, reserved);
  visit.retryAt = null;
  visit.failure = null;
  visit.attemptsInTurn += 1;
  if (!visit.lost) visit.attempts += 1;
  visit.lost = false;
  if (work.kind === "model") visit.lastRequest = event.seq;
  return state;
}

function newVisit(event: EventOf<"span-start">, call: Visit["call"]): Visit {
  return {
    span: event.seq,
    step: event.step,
    path: event.path,
    parent: event.parent,
    call,
    startedAt: event.at,
    received: { state: "pending" },
    turns: [],
    lastRequest: null,
    choice: 0,
    attempts: 0,
    attemptsInTurn: 0,
    failure: null,
    lost: false,
    retryAt: null,
    repairs: 0,
    requestBytes: null,
    counted: null,
    used: untouched(),
    reserved: untouched(),
    performed: null,
    performedNotes: [],
    ending: null,
  };
}

/** The call of the asking visit that a step answers. */
function turnCall(state: RunState, parent: number | null, call: { model: number; index: number }) {
  const asker = parent === null ? undefined : state.visits.get(parent);
  return asker?.turns.find((turn) => turn.model === call.model)?.calls[call.index];
}

function end(state: RunState, event: EventOf<"span-end">): RunState {
  const open = state.open.get(event.span);
  if (open) {
    state.open.delete(event.span);
    const visit = state.visits.get(open.visit);
    if (visit) {
      settle(state, { visit, reserved: open.reserved }, event);
      if (open.kind === "model") endModel(visit, event);
      else endTool(state, visit, event);
    }
    return state;
  }
  const visit = state.visits.get(event.span);
  if (!visit) return state;
  state.visits.delete(event.span);
  if (event.outcome.status === "unknown") state.unknown ??= { span: event.span, outcome: event.outcome };
  noteEnd(state, visit.path, event.outcome.status);
  const answer = { span: event.span, outcome: event.outcome, result: resultFor(visit, event) };
  const call = visit.call && turnCall(state, visit.parent, visit.call);
  if (call) call.answer = answer;
  if (visit.parent !== null) return state;
  state.ended.set(visit.step, answer);
  if (event.outcome.status !== "ok")
    state.halt ??= { outcome: event.outcome, failedSpan: event.span, because: visit.ending?.because ?? "" };
  return state;
}

const worstToBest: Outcome["status"][] = ["lost", "cancelled", "failed", "unknown", "ok"];

function noteEnd(state: RunState, path: Path, status: Outcome["status"]) {
  const key = stepsKey(path.map(({ step }) => step));
  const before = state.bestEnds.get(key);
  if (before === undefined || worstToBest.indexOf(status) > worstToBest.indexOf(before))
    state.bestEnds.set(key, status);
}

function resultFor(visit: Visit, event: EventOf<"span-end">): Value | null {
  const { span, received, performed, turns } = visit;
  const own = { id: span, received: received.state === "ready" ? received.value : null };
  return resultOf(event, own, (from) => {
    if (from === performed?.span) return performed;
    const turn = turns.find(({ model }) => model === from);
    return turn && { reply: turn };
  });
}

function endModel(visit: Visit, event: EventOf<"span-end">) {
  const { outcome, reply } = event;
  if (outcome.status === "lost") visit.lost = true;
  else if (outcome.status === "failed" || outcome.status === "unknown") visit.failure = outcome.failure;
  else if (outcome.status === "ok" && reply) {
    // A usable reply resets the count of unusable ones.
    if (visit.turns.at(-1)?.repaired === false) visit.repairs = 0;
    visit.turns.push({
      model: event.span,
      text: reply.text,
      thinking: reply.thinking ?? null,
      end: reply.end ?? null,
      calls: reply.calls.map((call, index) => ({ ...call, index, span: null, answer: null })),
      output: reply.output,
      repaired: false,
    });
    visit.attempts = 0;
    visit.attemptsInTurn = 0;
    const { inputTokens, estimated } = reply.usage;
    visit.counted =
      visit.requestBytes !== null && !estimated ? { bytes: visit.requestBytes, tokens: inputTokens } : null;
    visit.requestBytes = null;
  }
}

function endTool(state: RunState, visit: Visit, event: EventOf<"span-end">) {
  if (event.outcome.status === "lost") {
    visit.lost = true;
    return;
  }
  visit.performed = { span: event.span, outcome: event.outcome, result: event.result };
  visit.performedNotes = event.notes;
  if (event.outcome.status === "unknown") state.unknown ??= { span: event.span, outcome: event.outcome };
}

function decided(state: RunState, event: EventOf<"decision">): RunState {
  const { decision } = event;
  const visit = state.visits.get(decision.span);
  if (!visit) return state;
  if (decision.ending) visit.ending = { ...decision.ending, because: decision.because };
  switch (decision.what) {
    case "retry":
      visit.failure = null;
      visit.retryAt = decision.dueAt;
      return state;
    case "fallback":
      visit.failure = null;
      visit.choice += 1;
      visit.attempts = 0;
      visit.requestBytes = null;
      visit.counted = null;
      visit.lost = false;
      visit.retryAt = state.at;
      return state;
    case "repair": {
      visit.repairs += 1;
      const turn = visit.turns.at(-1);
      if (turn) turn.repaired = true;
      return state;
    }
    case "route":
    case "finish":
    case "limit":
    case "deadline":
    case "cancel":
      return state;
  }
}
