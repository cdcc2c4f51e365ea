import { evaluate } from "../../../graph/cel.ts";
import type { Json, JsonObject } from "../../../graph/json.ts";
import { cutText, withoutEnd } from "../../../graph/text-cut.ts";
import type { ChatRequest, Simulation } from "./chat-request.ts";
import { composeAnswer } from "./compose-answer.ts";
import { type CallResult, type Conversation, readConversation } from "./conversation.ts";
import { fillObject, isReference } from "./fill-parameters.ts";
import { asSchema, fieldsOf, type Schema } from "./json-type.ts";

/** What the simulated model answers: calls, a final text, or why it can't. */
export type SimulatedReply =
  | { kind: "calls"; calls: { name: string; arguments: JsonObject }[] }
  | { kind: "text"; text: string }
  | {
      kind: "refused";
      code: "simulation_cannot_fill" | "simulation_reply_failed";
      field: string;
      message: string;
    };

type Offered = { name: string; parameters: Schema; needs: string[] };

/**
 * The simulated model's reply to a chat request. It follows from the request alone: every offered call whose needs
 * have come is made once, independent ones together; then it finishes, or answers from the results.
 */
export function decideReply(request: ChatRequest, simulation: Simulation): SimulatedReply {
  const conversation = readConversation(request);
  const offered = request.tools.map(({ function: { name, description, parameters } }): Offered => {
    return { name, parameters, needs: simulation.needs[name] ?? needsIn(description) ?? [] };
  });
  const finish = offered.find((call) => call.name === (simulation.finish ?? "finish"));

  const next = nextCalls(
    offered.filter((call) => call !== finish),
    conversation,
    simulation.optional,
  );
  if (next.kind === "refused" || next.calls.length > 0) return next;
  if (finish) return finishWith(finish, conversation);
  return answer(request, conversation, simulation);
}

/** Where a request carries no simulation, a call's description may end in "Needs: order, stock." */
function needsIn(description: string): string[] | undefined {
  const at = description.lastIndexOf("Needs:");
  if (at < 0) return undefined;
  const names = withoutEnd(description.slice(at + "Needs:".length).trim(), ".")
    .split(",")
    .map((name) => name.trim());
  return names.every((name) => /^\w*$/.test(name)) ? names.filter((name) => name !== "") : undefined;
}

type State = "open" | "ok" | "failed";

function nextCalls(
  offered: Offered[],
  conversation: Conversation,
  optional: string[],
): Extract<SimulatedReply, { kind: "calls" | "refused" }> {
  const states = new Map(offered.map((call) => [call.name, stateOf(conversation.results, call.name)]));
  // What needs a failed call can't be made; what needs that, neither.
  const lost = new Set(
    [...states]
      .filter(([name, state]) => state === "failed" && !optional.includes(name))
      .map(([name]) => name),
  );
  for (let grown = true; grown; ) {
    const more = offered.filter((call) => !lost.has(call.name) && call.needs.some((need) => lost.has(need)));
    for (const call of more) lost.add(call.name);
    grown = more.length > 0;
  }
  const open = offered.filter((call) => states.get(call.name) === "open" && !lost.has(call.name));
  const ready = open
    .filter((call) => call.needs.every((need) => states.get(need) !== "open"))
    .map((call) => ({ call, filled: fillObject(call.parameters, conversation, call.needs) }));
  const filled = ready.flatMap(({ call, filled }) => (filled.ok ? [{ call, ...filled }] : []));

  // An example gives way to data that another call may still bring, unless the call's needs are known and met.
  const sure = filled.filter(({ call, fromExample }) => call.needs.length > 0 || !fromExample);
  const made = sure.length > 0 ? sure : filled;
  if (made.length > 0) {
    return { kind: "calls", calls: made.map(({ call, value }) => ({ name: call.name, arguments: value })) };
  }
  for (const { call, filled } of ready) {
    if (!filled.ok && !optional.includes(call.name)) return cannotFill(filled, `the call "${call.name}"`);
  }
  return { kind: "calls", calls: [] };
}

function stateOf(results: CallResult[], name: string): State {
  const result = results.find((one) => one.name === name);
  if (!result) return "open";
  if (result.outcome.ok) return "ok";
  return result.outcome.retryable && result.times < 2 ? "open" : "failed";
}

/** Ends a supervisor's turn with the references of all good results; a text field says what failed. */
function finishWith(finish: Offered, conversation: Conversation): SimulatedReply {
  const references = conversation.results.flatMap(({ ref, outcome }) => (outcome.ok && ref ? [ref] : []));
  const failed = conversation.results.some(({ outcome }) => !outcome.ok);
  const value: JsonObject = {};
  for (const field of fieldsOf(finish.parameters)) {
    const items = asSchema(field.schema.items);
    if (field.schema.type === "array" && (/^(references|results)$/.test(field.name) || isReference(items))) {
      value[field.name] = references;
    } else if (field.schema.type === "string" && (field.required || failed)) {
      value[field.name] = cutTo(field.schema.maxLength, composeAnswer(conversation));
    } else if (field.required) {
      const one = fillObject(
        { properties: { [field.name]: field.schema }, required: [field.name] },
        conversation,
        [],
      );
      if (!one.ok) return cannotFill(one, `the call "${finish.name}"`);
      Object.assign(value, one.value);
    }
  }
  return { kind: "calls", calls: [{ name: finish.name, arguments: value }] };
}

/** A text as long as its field takes. */
const cutTo = (most: unknown, text: string): string =>
  typeof most === "number" && text.length > most ? `${cutText(text, Math.max(0, most - 1))}…` : text;

function answer(request: ChatRequest, conversation: Conversation, { reply }: Simulation): SimulatedReply {
  const schema =
    request.response_format?.type === "json_schema"
      ? (request.response_format.json_schema?.schema ?? {})
      : null;
  if (reply) {
    const evaluated = evaluate(reply, scopeOf(conversation));
    if (evaluated.ok) {
      const { value } = evaluated;
      return { kind: "text", text: typeof value === "string" && !schema ? value : JSON.stringify(value) };
    }
    // With everything there, a reply that can't be evaluated is its author's to mend.
    if (conversation.results.every((result) => result.outcome.ok)) {
      const message = `The simulated reply could not be evaluated: ${evaluated.message}. It may use "context" and "results"; edit it in the agent's simulated reply.`;
      return { kind: "refused", code: "simulation_reply_failed", field: "simulatedReply", message };
    }
  }
  if (!schema) return { kind: "text", text: composeAnswer(conversation) };
  const filled = fillObject(schema, conversation, []);
  return filled.ok
    ? { kind: "text", text: JSON.stringify(filled.value) }
    : cannotFill(filled, "the structured output");
}

function scopeOf({ context, results }: Conversation): JsonObject {
  const values = results.flatMap(({ name, outcome }): [string, Json][] =>
    outcome.ok ? [[name, outcome.value]] : [],
  );
  return { context, results: Object.fromEntries(values) };
}

function cannotFill(
  { field, expected }: { field: string; expected: string },
  where: string,
): SimulatedReply & { kind: "refused" } {
  const message = `The simulated model found no ${expected} for the required field "${field}" of ${where}: nothing of that name and type is in the context or the results, and the field has no example and no default. Give the field an example, or pass it in the context.`;
  return { kind: "refused", code: "simulation_cannot_fill", field, message };
}
