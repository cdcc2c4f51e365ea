import type { AgentStep } from "../plan/plan.ts";
import type { EventBody } from "../run/event.ts";
import type { Failure } from "../run/outcome.ts";
import { usableReferences } from "../run/references.ts";
import type { AgentVisit, Turn } from "../run/state.ts";
import { retryAt } from "./backoff.ts";
import { decided, endVisit, failed, failedEnd } from "./choices.ts";
import { isRetried } from "./decide-tool.ts";
import { decideTurn, MAX_REPAIRS } from "./decide-turn.ts";
import type { DecidingAgent } from "./deciding.ts";
import { asksForSize, count, reservationOf, shortOf } from "./limits.ts";
import { appendedParts, modelPath } from "./request.ts";

/**
 * One agent's next choices: handle a failed call, begin the first turn, perform the calls of the last reply, or end with
 * its answer.
 */
export function decideAgent(deciding: DecidingAgent): EventBody[] {
  const next = nextOf(deciding);
  return next === "ask" ? ask(deciding) : next;
}

/** True when somebody has to look whether the visit's answer is accepted. */
export function waitsForAcceptance({ step, visit }: DecidingAgent): boolean {
  const last = visit.turns.at(-1);
  if (!step.accept || !last || visit.calls.size > 0 || visit.failure || visit.retryAt !== null) return false;
  return (
    last.calls.length === 0 && last.accepted === null && !last.repaired && wrongWith(step, last) === null
  );
}

/** True when the visit would start a model call but a limit has to know the size of its request first. */
export function waitsForSize(deciding: DecidingAgent): boolean {
  return asksForSize(deciding.state, deciding.visit) && nextOf(deciding) === "ask";
}

function nextOf(deciding: DecidingAgent): EventBody[] | "ask" {
  const { state, visit } = deciding;
  if (visit.calls.size > 0) return [];
  if (visit.failure) return afterFailure(deciding, visit.failure);
  if (visit.retryAt !== null) return state.at >= visit.retryAt ? "ask" : [];
  const last = visit.turns.at(-1);
  if (visit.lost || !last) return "ask";
  if (last.calls.length === 0) return answer(deciding, last);
  const choices = decideTurn(deciding, last);
  if (choices !== "all answered") return choices;
  return nextTurn(deciding);
}

/** Starts a model call if the limits leave room. Waits where open calls may free some. */
function ask(deciding: DecidingAgent): EventBody[] {
  const { step, state, visit } = deciding;
  if (asksForSize(state, visit)) return [];
  const shortWith = (choice: number) =>
    shortOf(deciding, {
      reserved: reservationOf(step, visit, choice),
      called: step.models[choice]?.model ?? "",
    });
  const short = shortWith(visit.choice);
  if (!short) return [startModel(step, visit)];
  if (!short.forGood) {
    state.todo.short.add(visit.span);
    return [];
  }
  const cheaper = step.models.findIndex((_, choice) => choice > visit.choice && !shortWith(choice)?.forGood);
  if (cheaper === -1) return giveUp(deciding, short);
  return [fallBack(step, visit, short.code)];
}

function fallBack(step: AgentStep, visit: AgentVisit, code: string): EventBody {
  const { span, choice, attempts } = visit;
  const attemptsOf = step.retry.attempts;
  return decided({ what: "fallback", span, code, from: choice, to: choice + 1, attempts, attemptsOf });
}

/** Goes on to the next model turn, unless the visit has had all its turns. */
function nextTurn(deciding: DecidingAgent): EventBody[] | "ask" {
  const { step, visit } = deciding;
  if (visit.turns.length < step.limits.maxTurns) return "ask";
  const message = `Expected to be done within ${step.limits.maxTurns} turns and was not. Raise the step's limit of turns, or look at why it keeps calling.`;
  return giveUp(deciding, { code: "turn-limit", message });
}

/** Starts a model call: the visit's previous request plus what has happened since. */
function startModel(step: AgentStep, visit: AgentVisit): EventBody {
  const choice = Math.min(visit.choice, step.models.length - 1);
  const reserved = reservationOf(step, visit, choice);
  return {
    type: "span-start",
    parent: visit.span,
    step: step.id,
    name: step.models[choice]?.model ?? "",
    path: modelPath(visit),
    attempt: visit.attemptsInTurn,
    work: {
      kind: "model",
      previous: visit.lastRequest,
      append: appendedParts(step, visit),
      choice,
      ...(reserved ? { reserved } : {}),
    },
  };
}

function afterFailure(deciding: DecidingAgent, failure: Failure): EventBody[] {
  const { step, state, visit } = deciding;
  const { retry } = step;
  const dueAt = isRetried(failure, retry.errors)
    ? retryAt({ state, visit, path: modelPath(visit), retry, failure })
    : null;
  const { code } = failure;
  if (dueAt !== null) {
    const attempt = visit.attempts + 1;
    return [decided({ what: "retry", span: visit.span, code, attempt, attempts: retry.attempts, dueAt })];
  }
  if (step.models[visit.choice + 1]) return [fallBack(step, visit, code)];
  return giveUp(deciding, failure);
}

/** Ends a visit that can't go on: a supervisor keeps the results it has, other agents end without one. */
function giveUp(deciding: DecidingAgent, { code, message }: Pick<Failure, "code" | "message">): EventBody[] {
  const { step, visit } = deciding;
  const kept = step.role === "supervisor" ? usableReferences(visit) : [];
  const outcome = failed({ code, message });
  if (kept.length === 0) return [failedEnd(deciding, outcome)];
  const references = kept.map(({ answer }) => answer.span);
  return [decided({ what: "limit", span: visit.span, code, ending: { outcome, references } })];
}

/** Notes for an answer that may be incomplete. */
function doubtsAbout(step: AgentStep, { end }: Turn): string[] {
  if (end === "cut")
    return [
      `The answer was cut off at the limit of ${count(step.limits.maxOutputTokens, "token")} and is used as far as it goes.`,
    ];
  return end === "unknown"
    ? ["The answer ended for a reason that is not known here, so it may not be whole."]
    : [];
}

type Wrong = { code: "not-routed" | "output-mismatch" | "not-accepted"; message: string };

/** Why a reply without calls can't be the step's answer; null when it can. */
function wrongWith(step: AgentStep, { output }: Turn): Wrong | null {
  if (step.role === "supervisor") {
    const message = "It answered by itself instead of calling a worker or finish.";
    return { code: "not-routed", message };
  }
  if (output?.ok !== false) return null;
  return { code: "output-mismatch", message: `Its answer does not fit the output: ${output.message}` };
}

/** Handles a reply without calls: it is the agent's answer, unless it can't be accepted as one. */
function answer(deciding: DecidingAgent, last: Turn): EventBody[] | "ask" {
  const { step, state, visit } = deciding;
  const wrong = wrongWith(step, last);
  if (wrong === null) {
    if (step.accept && !last.accepted?.holds) return unaccepted(deciding, last);
    const notes = doubtsAbout(step, last);
    return [endVisit(visit, state.at, { outcome: { status: "ok" }, result: last.model, notes })];
  }
  if (last.repaired) return nextTurn(deciding);
  if (visit.repairs < MAX_REPAIRS)
    return [decided({ what: "repair", span: visit.span, code: wrong.code, calls: [] })];
  return giveUp(deciding, {
    code: wrong.code,
    message: `${wrong.message} It was told so ${MAX_REPAIRS} times in a row. Make the instructions clearer, or choose another model.`,
  });
}

/** An answer that does not meet the step's condition goes back to the agent, as often as the step says. */
function unaccepted(deciding: DecidingAgent, { accepted, repaired }: Turn): EventBody[] | "ask" {
  const { step, visit } = deciding;
  if (accepted === null) return [];
  if (accepted.problem !== null) {
    const message = `Expected the condition for its answer to be true or false, and it is neither: ${accepted.problem}`;
    return giveUp(deciding, { code: "condition-failed", message });
  }
  if (repaired) return nextTurn(deciding);
  const most = step.accept?.most ?? 0;
  if (visit.refusals < most)
    return [decided({ what: "repair", span: visit.span, code: "not-accepted", calls: [] })];
  const message = `Its answer did not meet its condition, also after it was told so ${count(most, "time")}. Make the instructions clearer, let it try more often, or look at the condition.`;
  return giveUp(deciding, { code: "not-accepted", message });
}
