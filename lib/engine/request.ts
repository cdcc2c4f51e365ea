import type { AgentStep } from "../plan/plan.ts";
import { callOf } from "../plan/plan-index.ts";
import type { RequestPart } from "../run/event.ts";
import type { Path } from "../run/path.ts";
import { referencesIn, referencesOf, usableReferences } from "../run/references.ts";
import type { AgentVisit, Turn, TurnCall } from "../run/state.ts";

/** The path of the visit's next model call. */
export function modelPath(visit: AgentVisit): Path {
  return withLast(visit.path, { turn: visit.turns.length });
}

/** The path of a visit that answers a call of the visit's last reply. */
export function callPath(visit: AgentVisit, call: number, step: string): Path {
  return [...withLast(visit.path, { turn: visit.turns.length - 1, call }), { step, visit: 0 }];
}

function withLast(path: Path, more: { turn: number; call?: number }): Path {
  const last = path.at(-1);
  return last ? [...path.slice(0, -1), { ...last, ...more }] : path;
}

/**
 * What the next request adds to the visit's previous one; nothing when a request of this turn has been sent before.
 */
export function appendedParts(step: AgentStep, visit: AgentVisit): RequestPart[] {
  if (visit.attemptsInTurn > 0) return [];
  const last = visit.turns.at(-1);
  return last ? turnParts({ step, visit, turn: last }) : firstParts(step, visit);
}

function firstParts(step: AgentStep, visit: AgentVisit): RequestPart[] {
  return [
    { role: "system", step: step.id },
    { role: "context", span: visit.span, ...within(step.contextBytes, receivedBytes(visit)) },
  ];
}

/** A turn of a visit whose reply has to be answered. */
export type AnsweredTurn = { step: AgentStep; visit: AgentVisit; turn: Turn };

function turnParts(answered: AnsweredTurn): RequestPart[] {
  const { step, visit, turn } = answered;
  const references = new Map(
    referencesIn(visit.references, turn).map(({ answer, reference }) => [answer.span, reference]),
  );
  const answers = turn.calls.map((call) => answerPart(answered, call, references));
  const corrected = turn.calls.length === 0 ? [correction(step, turn)] : [];
  return [{ role: "assistant", span: turn.model }, ...answers, ...corrected];
}

function answerPart(
  answered: AnsweredTurn,
  call: TurnCall,
  references: ReadonlyMap<number, string>,
): RequestPart {
  const { step } = answered;
  if (!call.answer)
    return { role: "refusal", callId: call.id, text: refusalOf(answered, call) ?? "Not performed." };
  const span = call.answer.span;
  const reference = references.get(span) ?? "";
  const means = callOf(step, call.name)?.means;
  const form = means?.kind === "worker" ? "summary" : "whole";
  const most = means && "modelBytes" in means ? means.modelBytes : undefined;
  const cut = within(most, call.answer.result?.bytes ?? 0);
  return { role: "result", callId: call.id, span, form, reference, ...cut };
}

/** What is larger than a model may get is cut to that; plans of earlier versions have no such bound. */
const within = (most: number | undefined, bytes: number) =>
  most !== undefined && bytes > most ? { most } : {};

const receivedBytes = ({ received }: AgentVisit) => (received.state === "ready" ? received.value.bytes : 0);

function correction(step: AgentStep, last: Turn): RequestPart {
  if (last.accepted?.say) return { role: "remark", value: last.accepted.say };
  if (step.role === "supervisor") {
    const workers = step.calls.map((call) => call.name).join(", ");
    const text = `You route and do not answer yourself. Call one of: ${workers}.`;
    return { role: "correction", text };
  }
  const wrong = last.output?.ok === false ? last.output.message : "it is not usable";
  const text = `Your answer does not fit the output that is expected: ${wrong}. Answer again with JSON that fits.`;
  return { role: "correction", text };
}

/** Why a call of the visit's last reply is not performed, as told to the model; null when it is. */
export function refusalOf({ step, visit, turn }: AnsweredTurn, call: TurnCall): string | null {
  if (call.problem) return call.problem.message;
  const means = callOf(step, call.name)?.means;
  if (!means) return `There is nothing called ${call.name}. Offered are: ${names(step)}.`;
  if (means.kind === "finish") return refusedFinish(visit, turn, call);
  const doubtful = referencesOf(visit, "before-last").some(
    (entry) => entry.name === call.name && entry.answer.outcome.status === "unknown",
  );
  if (doubtful)
    return `${call.name} was called before and nobody knows whether its effect happened. It is not called again; finish with the results there are.`;
  return null;
}

function refusedFinish(visit: AgentVisit, turn: Turn, call: TurnCall): string | null {
  if (turn.calls.length > 1)
    return "finish must be called alone, after the results of all other calls are there.";
  const usable = usableReferences(visit, "before-last").map((entry) => entry.reference);
  const wrong = call.references.filter((reference) => !usable.includes(reference));
  if (wrong.length === 0) return null;
  return `finish names ${wrong.join(", ")}, which ${wrong.length === 1 ? "is" : "are"} no result that can be used. There are: ${usable.join(", ") || "none"}.`;
}

function names(step: AgentStep): string {
  return step.calls.map((call) => call.name).join(", ");
}
