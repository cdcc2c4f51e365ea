import { indexOf } from "../plan/plan-index.ts";
import type { DecisionOf } from "./decision.ts";
import type { EventOf } from "./event.ts";
import { settle, stepIn } from "./frame.ts";
import { isWithin } from "./path.ts";
import type { AgentVisit, RunState, ToolVisit } from "./state.ts";
import { touch } from "./visits.ts";

/** What a decision changes: how a visit goes on or ends, where control goes, that the run stops. */
export function applyDecision(state: RunState, { decision, at }: EventOf<"decision">): void {
  if (decision.what === "pass") {
    pass(state, decision, at);
    return;
  }
  if (decision.what === "stop") {
    const { outcome, failedSpan, of } = decision;
    if (of !== undefined) {
      const visit = touch(state, of);
      if (visit) visit.ending ??= { outcome, result: null };
      return;
    }
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
    case "hand-over":
      visit.ending = { outcome: { status: "ok" }, result: { edge: decision.edge, call: decision.call } };
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
      // A failure that control goes on from is no doubt of the run, and neither is what it came from.
      const own = frame.unknown.find((one) => one.span === span);
      if (own && live.length > 0)
        frame.unknown = frame.unknown.filter(({ path }) => !isWithin(path, own.path));
      const failing = usedUp?.findLast(
        (edge) => indexOf(frame.plan).flows.get(edge)?.back?.usedUp === "fail",
      );
      step.usedUp = failing ?? null;
      step.settling = null;
      frame.settling.delete(id);
      settle(frame, { span, live, dead: [...dead, ...(usedUp ?? [])], at });
      state.todo.frames.add(visit);
    }
}
