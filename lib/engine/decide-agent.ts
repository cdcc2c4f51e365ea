import type { AgentStep } from "../plan/plan.ts";
import type { EventBody } from "../run/event.ts";
import type { Failure } from "../run/outcome.ts";
import type { Turn, Visit } from "../run/state.ts";
import { backoffMs } from "./backoff.ts";
import { decision, endVisit, failed } from "./choices.ts";
import { decideTurn, MAX_REPAIRS } from "./decide-turn.ts";
import type { Deciding } from "./deciding.ts";
import { asksForSize, count, reservationOf, shortOf } from "./limits.ts";
import { usableReferences } from "./references.ts";
import { appendedParts, modelPath } from "./request.ts";

/**
 * One agent's next choices: handle a failed call, begin the first turn, perform the calls of the last reply, or end with
 * its answer.
 */
export function decideAgent(deciding: Deciding<AgentStep>): EventBody[] {
  const next = nextOf(deciding);
  return next === "ask" ? ask(deciding) : next;
}

/** True when the visit would start a model call but a limit has to know the size of its request first. */
export function waitsForSize(deciding: Omit<Deciding<AgentStep>, "deadline">): boolean {
  const { plan, state, visit } = deciding;
  return asksForSize(plan, state, visit) && nextOf({ ...deciding, deadline: null }) === "ask";
}

function nextOf(deciding: Deciding<AgentStep>): EventBody[] | "ask" {
  const { state, visit } = deciding;
  for (const call of state.open.values()) if (call.visit === visit.span) return [];
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
function ask(deciding: Deciding<AgentStep>): EventBody[] {
  const { plan, step, state, visit } = deciding;
  if (asksForSize(plan, state, visit)) return [];
  const shortWith = (choice: number) =>
    shortOf(deciding, {
      reserved: reservationOf(step, visit, choice),
      called: step.models[choice]?.model ?? "",
    });
  const short = shortWith(visit.choice);
  if (!short) return [startModel(step, visit)];
  if (!short.forGood) return [];
  const cheaper = step.models.findIndex((_, choice) => choice > visit.choice && !shortWith(choice)?.forGood);
  if (cheaper === -1) return giveUp(deciding, short);
  const next = step.models[visit.choice + 1]?.model ?? "";
  const because = `${short.message.split(". ")[0]}; going on with ${next}.`;
  const among = step.models.map((choice) => choice.model);
  return [decision(visit, { what: "fallback", because, chosen: [next], among })];
}

/** Goes on to the next model turn, unless the visit has had all its turns. */
function nextTurn(deciding: Deciding<AgentStep>): EventBody[] | "ask" {
  const { step, visit } = deciding;
  if (visit.turns.length < step.limits.maxTurns) return "ask";
  const message = `Expected to be done within ${step.limits.maxTurns} turns and was not. Raise the step's limit of turns, or look at why it keeps calling.`;
  return giveUp(deciding, { code: "turn-limit", message });
}

/** Starts a model call: the visit's previous request plus what has happened since. */
function startModel(step: AgentStep, visit: Visit): EventBody {
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

function afterFailure(deciding: Deciding<AgentStep>, failure: Failure): EventBody[] {
  const { step, state, visit, deadline } = deciding;
  const model = step.models[visit.choice]?.model ?? "the model";
  if (failure.retryable && visit.attempts < step.retry.attempts) {
    const wait = backoffMs({
      path: modelPath(visit),
      attempt: visit.attempts,
      baseMs: step.retry.backoffMs,
      retryAfterMs: failure.retryAfterMs ?? 0,
    });
    const dueAt = state.at + wait;
    if (deadline === null || dueAt < deadline) {
      const because = `${model} failed (${failure.code}); trying again in ${(wait / 1000).toFixed(1)} s, attempt ${visit.attempts + 1} of ${step.retry.attempts}.`;
      return [decision(visit, { what: "retry", because, chosen: [model], dueAt })];
    }
  }
  const next = step.models[visit.choice + 1];
  if (next)
    return [
      decision(visit, {
        what: "fallback",
        because: `${model} failed (${failure.code}) after ${visit.attempts} of ${step.retry.attempts} attempts; going on with ${next.model}.`,
        chosen: [next.model],
        among: step.models.map((choice) => choice.model),
      }),
    ];
  return giveUp(deciding, failure);
}

/** Ends a visit that can't go on: a supervisor keeps the results it has, other agents end without one. */
function giveUp(
  { step, state, visit }: Deciding<AgentStep>,
  { code, message }: Pick<Failure, "code" | "message">,
): EventBody[] {
  const kept = step.role === "supervisor" ? usableReferences(visit) : [];
  if (kept.length === 0) return [endVisit(visit, state.at, { outcome: failed({ code, message }) })];
  return [
    decision(visit, {
      what: "limit",
      because: `It could not go on (${code}); kept what had finished.`,
      chosen: kept.map((reference) => reference.reference),
      ending: {
        outcome: failed({ code, message }),
        references: kept.map((reference) => reference.answer.span),
      },
    }),
  ];
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

/** Handles a reply without calls: it is the agent's answer, unless it can't be accepted as one. */
function answer(deciding: Deciding<AgentStep>, last: Turn): EventBody[] | "ask" {
  const { step, state, visit } = deciding;
  const wrong =
    step.role === "supervisor"
      ? "It answered by itself instead of calling a worker or finish."
      : last.output?.ok === false
        ? `Its answer does not fit the output: ${last.output.message}`
        : null;
  if (wrong === null) {
    const notes = doubtsAbout(step, last);
    return [endVisit(visit, state.at, { outcome: { status: "ok" }, result: last.model, notes })];
  }
  if (last.repaired) return nextTurn(deciding);
  if (visit.repairs < MAX_REPAIRS)
    return [decision(visit, { what: "repair", because: wrong, chosen: ["ask again"] })];
  return giveUp(deciding, {
    code: step.role === "supervisor" ? "not-routed" : "output-mismatch",
    message: `${wrong} It was told so ${MAX_REPAIRS} times in a row. Make the instructions clearer, or choose another model.`,
  });
}
