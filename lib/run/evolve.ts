import { mainOf, stepOf } from "../plan/plan-index.ts";
import type { DecisionOf } from "./decision.ts";
import type { EventOf, RunEvent } from "./event.ts";
import { beginStep, endStep, type Frame, liveInto, newFrame, settle, stepIn } from "./frame.ts";
import type { Outcome } from "./outcome.ts";
import { type Path, stepsKey } from "./path.ts";
import { settle as settlePools, take, untouched } from "./pools.ts";
import { referencesIn } from "./references.ts";
import { resultOf } from "./result-of.ts";
import type { AgentVisit, Attempts, RunState, ToolVisit, Visit, VisitBase } from "./state.ts";
import type { Value } from "./value.ts";

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
      state.cancel ??= { seq: event.seq };
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
      start(state, event);
      return;
    case "span-cancel": {
      const call = state.open.get(event.span);
      if (call) call.cancelling = true;
      return;
    }
    case "span-end":
      end(state, event);
      return;
    case "decision":
      decided(state, event);
      return;
    case "run-end":
      state.phase = "ended";
      return;
  }
}

/** Marks a visit to be looked at again. */
function touch(state: RunState, span: number | null): Visit | undefined {
  const visit = span === null ? undefined : state.visits.get(span);
  if (!visit) return undefined;
  state.todo.visits.add(visit.span);
  state.todo.work.add(visit.span);
  return visit;
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

/** The frame that a visit belongs to. */
export function frameOf(state: RunState, visit: Pick<VisitBase, "frame" | "span">): Frame {
  const frame = state.frames.get(visit.frame);
  if (!frame) throw new Error(`run ${state.runId}: visit ${visit.span} belongs to no frame`);
  return frame;
}

function start(state: RunState, event: EventOf<"span-start">): void {
  if (event.work.kind === "step") {
    startVisit(state, event, event.work.origin);
    return;
  }
  const visit = touch(state, event.parent);
  if (!visit || (visit.kind !== "agent" && visit.kind !== "tool")) return;
  const { kind } = event.work;
  const reserved = (event.work.kind === "model" && event.work.reserved) || null;
  state.open.set(event.seq, { span: event.seq, visit: visit.span, kind, cancelling: false, reserved });
  visit.calls.add(event.seq);
  take(state, visit, reserved);
  visit.retryAt = null;
  visit.failure = null;
  visit.attemptsInTurn += 1;
  if (!visit.lost) visit.attempts += 1;
  visit.lost = false;
  if (event.work.kind !== "model" || visit.kind !== "agent") return;
  const { previous, append } = event.work;
  visit.request = previous === null ? [...append] : visit.request;
  if (previous !== null) visit.request.push(...append);
  visit.lastRequest = event.seq;
}

function startVisit(state: RunState, event: EventOf<"span-start">, origin: VisitBase["origin"]): void {
  const parent = event.parent === null ? undefined : state.visits.get(event.parent);
  const at = parent ? parent.frame : null;
  const frame = state.frames.get(at);
  if (!frame) return;
  const step = stepOf(frame.plan, event.step);
  const ownDeadline =
    step.kind === "agent" && step.limits.deadlineMs !== null ? event.at + step.limits.deadlineMs : null;
  const visit = newVisit(event, {
    origin: origin.by === "all-flows" ? allFlows(frame, event.step, origin.edge) : origin,
    frame: at,
    deadlineAt: earlier(ownDeadline, parent?.deadlineAt ?? null),
    kind: step.kind,
  });
  state.visits.set(event.seq, visit);
  parent?.children.add(event.seq);
  touch(state, event.seq);
  if (ownDeadline !== null) state.todo.timed.add(event.seq);
  if (origin.by === "call") {
    const call = turnCall(state, event.parent, origin);
    if (call) call.span = event.seq;
    return;
  }
  const passed = visit.origin.by === "flow" ? visit.origin.passed : [];
  beginStep(frame, event.step, { span: event.seq, passed });
  state.todo.frames.add(at);
}

/** In logs up to format 3, every flow into a step had been passed when it began. */
function allFlows(frame: Frame, step: string, edge: string): VisitBase["origin"] {
  const passed = liveInto(frame, step);
  return { by: "flow", passed: passed.length > 0 ? passed : [{ edge, from: 0 }] };
}

function earlier(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

type Begun = Pick<VisitBase, "origin" | "frame" | "deadlineAt"> & { kind: Visit["kind"] };

function newVisit(event: EventOf<"span-start">, { kind, ...begun }: Begun): Visit {
  const base: VisitBase = {
    ...begun,
    span: event.seq,
    step: event.step,
    path: event.path,
    parent: event.parent,
    startedAt: event.at,
    received: { state: "pending" },
    ending: null,
    calls: new Set(),
    children: new Set(),
    used: untouched(),
    reserved: untouched(),
  };
  switch (kind) {
    case "agent":
      return {
        ...base,
        ...noAttempts(),
        kind,
        request: [],
        turns: [],
        references: [],
        lastRequest: null,
        choice: 0,
        repairs: 0,
        refusals: 0,
        requestBytes: null,
        counted: null,
      };
    case "tool":
      return { ...base, ...noAttempts(), kind, performed: null, notes: [] };
    case "input":
    case "branch":
    case "output":
      return { ...base, kind };
  }
}

const noAttempts = (): Attempts => ({
  attempts: 0,
  attemptsInTurn: 0,
  failure: null,
  lost: false,
  retryAt: null,
});

/** The call of the asking visit that a step answers. */
function turnCall(state: RunState, parent: number | null, call: { model: number; index: number }) {
  const asker = parent === null ? undefined : state.visits.get(parent);
  if (asker?.kind !== "agent") return undefined;
  return asker.turns.findLast((turn) => turn.model === call.model)?.calls[call.index];
}

function end(state: RunState, event: EventOf<"span-end">): void {
  const open = state.open.get(event.span);
  if (open) {
    state.open.delete(event.span);
    const visit = touch(state, open.visit);
    if (!visit) return;
    visit.calls.delete(event.span);
    settlePools(state, { visit, reserved: open.reserved }, event);
    for (const span of state.todo.short) touch(state, span);
    state.todo.short.clear();
    if (visit.kind === "agent") endModel(visit, event);
    else if (visit.kind === "tool") endTool(visit, event);
    return;
  }
  const visit = state.visits.get(event.span);
  if (visit) endVisit(state, visit, event);
}

function endVisit(state: RunState, visit: Visit, event: EventOf<"span-end">): void {
  state.visits.delete(visit.span);
  const { todo } = state;
  for (const set of [todo.visits, todo.work, todo.timed, todo.short]) set.delete(visit.span);
  if (event.outcome.status === "unknown") state.unknown.push({ span: event.span, outcome: event.outcome });
  noteEnd(state, visit.path, event.outcome.status);
  const answer = { span: event.span, outcome: event.outcome, result: resultFor(visit, event) };
  const parent = touch(state, visit.parent);
  parent?.children.delete(visit.span);
  if (visit.origin.by === "call") {
    const call = turnCall(state, visit.parent, visit.origin);
    if (call) call.answer = answer;
    return;
  }
  const needed = visit.ending?.outcome.status !== "cancelled";
  endStep(frameOf(state, visit), visit.step, { answer, needed, seq: event.seq, at: event.at });
  todo.frames.add(visit.frame);
}

const worstToBest: Outcome["status"][] = ["lost", "cancelled", "failed", "unknown", "ok"];

function noteEnd(state: RunState, path: Path, status: Outcome["status"]) {
  const key = stepsKey(path.map(({ step }) => step));
  const before = state.bestEnds.get(key);
  if (before === undefined || worstToBest.indexOf(status) > worstToBest.indexOf(before))
    state.bestEnds.set(key, status);
}

function resultFor(visit: Visit, event: EventOf<"span-end">): Value | null {
  const { span, received } = visit;
  const own = { id: span, received: received.state === "ready" ? received.value : null };
  return resultOf(event, own, (from) => {
    if (visit.kind === "tool") return from === visit.performed?.span ? visit.performed : undefined;
    const turn = visit.kind === "agent" ? visit.turns.find(({ model }) => model === from) : undefined;
    return turn && { reply: turn };
  });
}

function endModel(visit: AgentVisit, event: EventOf<"span-end">) {
  const { outcome, reply } = event;
  if (outcome.status === "lost") visit.lost = true;
  else if (outcome.status === "failed" || outcome.status === "unknown") visit.failure = outcome.failure;
  else if (outcome.status === "ok" && reply) {
    const last = visit.turns.at(-1);
    // A usable reply resets the count of unusable ones.
    if (last?.repaired === false) visit.repairs = 0;
    if (last) visit.references.push(...referencesIn(visit.references, last));
    visit.turns.push({
      model: event.span,
      text: reply.text,
      thinking: reply.thinking ?? null,
      end: reply.end ?? null,
      calls: reply.calls.map((call, index) => ({ ...call, index, span: null, answer: null })),
      output: reply.output,
      repaired: false,
      accepted: null,
    });
    visit.attempts = 0;
    visit.attemptsInTurn = 0;
    const { inputTokens, estimated } = reply.usage;
    visit.counted =
      visit.requestBytes !== null && !estimated ? { bytes: visit.requestBytes, tokens: inputTokens } : null;
    visit.requestBytes = null;
  }
}

function endTool(visit: ToolVisit, event: EventOf<"span-end">) {
  if (event.outcome.status === "lost") {
    visit.lost = true;
    return;
  }
  visit.performed = { span: event.span, outcome: event.outcome, result: event.result };
  visit.notes = event.notes;
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

function decided(state: RunState, { decision, at }: EventOf<"decision">): void {
  if (decision.what === "pass") {
    pass(state, decision, at);
    return;
  }
  if (decision.what === "stop") {
    const { outcome, failedSpan } = decision;
    state.halt ??= { outcome, failedSpan };
    return;
  }
  const visit = touch(state, decision.span);
  if (!visit) return;
  const attempts = visit.kind === "agent" || visit.kind === "tool" ? visit : null;
  const agent = visit.kind === "agent" ? visit : null;
  switch (decision.what) {
    case "retry":
      if (attempts) retry(state, attempts, decision.dueAt);
      return;
    case "fallback":
      if (agent) fallBack(agent, decision.to, at);
      return;
    case "repair":
      if (agent) repair(agent, decision.code === "not-accepted");
      return;
    case "default":
      visit.ending = { outcome: { status: "ok" }, result: "default" };
      return;
    case "finish":
      visit.ending = { outcome: { status: "ok" }, result: decision.references };
      return;
    case "cancel":
      visit.ending = { outcome: { status: "cancelled" }, result: null };
      return;
    case "limit":
    case "deadline": {
      const { outcome, references } = decision.ending;
      visit.ending = { outcome, result: references };
      return;
    }
    case "route":
      return;
    case "told":
      if (decision.ending) visit.ending = { ...decision.ending, result: decision.ending.references };
      if (decision.was === "retry" && attempts && decision.dueAt !== null)
        retry(state, attempts, decision.dueAt);
      if (decision.was === "fallback" && agent) fallBack(agent, agent.choice + 1, at);
      if (decision.was === "repair" && agent) repair(agent, false);
      return;
  }
}

function retry(state: RunState, visit: AgentVisit | ToolVisit, dueAt: number) {
  visit.failure = null;
  if (visit.kind === "tool") visit.performed = null;
  visit.retryAt = dueAt;
  state.todo.timed.add(visit.span);
}

function fallBack(visit: AgentVisit, to: number, at: number) {
  visit.failure = null;
  visit.choice = to;
  visit.attempts = 0;
  visit.requestBytes = null;
  visit.counted = null;
  visit.lost = false;
  visit.retryAt = at;
}

function repair(visit: AgentVisit, ofAccepted: boolean) {
  if (ofAccepted) visit.refusals += 1;
  else visit.repairs += 1;
  const turn = visit.turns.at(-1);
  if (turn) turn.repaired = true;
}

function pass(state: RunState, { span, live, dead, usedUp }: DecisionOf<"pass">, at: number): void {
  for (const [visit, frame] of state.frames)
    for (const id of frame.settling) {
      const step = stepIn(frame, id);
      if (step.settling?.span !== span) continue;
      // A failure that control goes on from is no doubt of the run.
      if (step.settling.outcome.status === "unknown" && live.length > 0)
        state.unknown = state.unknown.filter((one) => one.span !== span);
      step.settling = null;
      frame.settling.delete(id);
      settle(frame, { span, live, dead: [...dead, ...(usedUp ?? [])], at });
      state.todo.frames.add(visit);
    }
}
