import { evaluate } from "../../../graph/cel.ts";
import type { Json, JsonObject } from "../../../graph/json.ts";
import { cutText, withoutEnd } from "../../../graph/text-cut.ts";
import type { MadeUpField } from "../../../run/made-up.ts";
import type { ChatRequest, SimulationNote } from "./chat-request.ts";
import { chooseHandoff, handoffsIn } from "./choose-handoff.ts";
import { composeAnswer, summarize } from "./compose-answer.ts";
import { type CallResult, type Conversation, readConversation } from "./conversation.ts";
import { type FilledObject, type Filling, fillObject, isReference } from "./fill-parameters.ts";
import { accepts, asSchema, fieldsOf, type Schema } from "./json-type.ts";

/** What the simulated model answers, with what it made up for it: calls, a final text, or why it can't. */
export type SimulatedReply =
  | { kind: "calls"; calls: { name: string; arguments: JsonObject; madeUp: MadeUpField[] }[] }
  | { kind: "text"; text: string; madeUp: MadeUpField[] }
  | {
      kind: "refused";
      code: "simulation_cannot_fill" | "simulation_reply_failed";
      field: string;
      message: string;
    };

type Offered = { name: string; description: string; parameters: Schema; needs: string[] };

/** All that a reply follows from: the request, what its simulation says, and the seed that both give. */
type Asked = { request: ChatRequest; simulation: SimulationNote; conversation: Conversation; seed: string };

/**
 * The simulated model's reply to a chat request. It follows from the request alone: every offered call whose needs
 * have come is made once, independent ones together; then it finishes, hands over, or answers from the results. `seed`, hexadecimal,
 * chooses what is made up.
 */
export function decideReply(request: ChatRequest, simulation: SimulationNote, seed: string): SimulatedReply {
  const asked: Asked = { request, simulation, conversation: readConversation(request), seed };
  const offered = request.tools.map(({ function: { name, description, parameters } }): Offered => {
    return { name, description, parameters, needs: simulation.needs[name] ?? needsIn(description) ?? [] };
  });
  const finish = offered.find((call) => call.name === (simulation.finish ?? "finish"));

  const handoffs = handoffsIn(offered, simulation);
  const next = nextCalls(
    asked,
    offered.filter((call) => call !== finish && !handoffs.some(({ name }) => name === call.name)),
    finish !== undefined,
  );
  if (next.kind === "refused" || next.calls.length > 0) return next;
  if (finish) return finishWith(asked, finish);
  const chosen = chooseHandoff(asked.conversation, handoffs, simulation.handoffs?.round ?? 0);
  const over = offered.find((call) => call.name === chosen?.name);
  return over ? handOver(asked, over) : answer(asked);
}

function handOver(asked: Asked, { name, parameters }: Offered): SimulatedReply {
  const filled = fillObject(parameters, fillingOf(asked, []));
  if (!filled.ok) return cannotFill(filled, `the call "${name}"`);
  return { kind: "calls", calls: [{ name, arguments: filled.value, madeUp: filled.madeUp }] };
}

const fillingOf = (
  { conversation, simulation, seed }: Asked,
  needs: readonly string[],
  whole = false,
): Filling => ({
  conversation,
  needs,
  samples: simulation.samples,
  seed,
  whole,
});

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

type Ready = { call: Offered; filled: FilledObject };

function nextCalls(
  asked: Asked,
  offered: Offered[],
  routes: boolean,
): Extract<SimulatedReply, { kind: "calls" | "refused" }> {
  const { conversation, simulation } = asked;
  const { optional } = simulation;
  const states = new Map(offered.map((call) => [call.name, stateOf(conversation.results, call.name)]));
  const lost = lostCalls(offered, states, optional);
  const open = offered.filter((call) => states.get(call.name) === "open" && !lost.has(call.name));
  const free = open.filter((call) => call.needs.every((need) => states.get(need) !== "open"));
  // Calls that wait for each other are made all the same: each is asked once, and the engine says what is missing.
  const ready = (free.length > 0 ? free : open).map(
    (call): Ready => ({ call, filled: fillObject(call.parameters, fillingOf(asked, call.needs)) }),
  );
  // Nothing is made up for a call that may be left out.
  const needed = ready.filter(
    ({ call, filled }) => !optional.includes(call.name) || (filled.ok && filled.madeUp.length === 0),
  );
  const calls = chosenOf(needed, routes);
  if (calls.length > 0) return { kind: "calls", calls };
  for (const { call, filled } of needed) {
    // Without a result to refer to, a call is left out: what it waits for has failed.
    if (!filled.ok && !filled.isReference) return cannotFill(filled, `the call "${call.name}"`);
  }
  return { kind: "calls", calls: [] };
}

/** What needs a failed call can't be made; what needs that, neither. */
function lostCalls(offered: Offered[], states: ReadonlyMap<string, State>, optional: string[]): Set<string> {
  const failed = [...states].filter(([name, state]) => state === "failed" && !optional.includes(name));
  const lost = new Set(failed.map(([name]) => name));
  for (let grown = true; grown; ) {
    const more = offered.filter((call) => !lost.has(call.name) && call.needs.some((need) => lost.has(need)));
    for (const call of more) lost.add(call.name);
    grown = more.length > 0;
  }
  return lost;
}

/**
 * Which of the calls that can be filled are made now. An example or a made-up value gives way to data that another call
 * may still bring, unless the call's needs are known and met. Of an agent's tools, those that need the least made up come
 * first; a supervisor's workers go together.
 */
function chosenOf(ready: Ready[], routes: boolean) {
  const filled = ready.flatMap(({ call, filled }) => (filled.ok ? [{ call, filled }] : []));
  const sure = filled.filter(({ call, filled }) => call.needs.length > 0 || filled.sure);
  const fewest = Math.min(...filled.map(({ filled }) => filled.madeUp.length));
  const first = routes ? filled : filled.filter(({ filled }) => filled.madeUp.length === fewest);
  return (sure.length > 0 ? sure : first).map(({ call, filled: { value, madeUp } }) => ({
    name: call.name,
    arguments: value,
    madeUp,
  }));
}

function stateOf(results: CallResult[], name: string): State {
  const result = results.find((one) => one.name === name);
  if (!result) return "open";
  if (result.outcome.ok) return "ok";
  return result.outcome.retryable && result.times < 2 ? "open" : "failed";
}

/** Ends a supervisor's turn with the references of all good results; a text field says what failed. */
function finishWith(asked: Asked, finish: Offered): SimulatedReply {
  const { conversation } = asked;
  const references = conversation.results.flatMap(({ ref, outcome }) => (outcome.ok && ref ? [ref] : []));
  const failed = conversation.results.some(({ outcome }) => !outcome.ok);
  const value: JsonObject = {};
  const madeUp: MadeUpField[] = [];
  for (const field of fieldsOf(finish.parameters)) {
    const items = asSchema(field.schema.items);
    if (field.schema.type === "array" && (/^(references|results)$/.test(field.name) || isReference(items))) {
      value[field.name] = references;
    } else if (field.schema.type === "string" && (field.required || failed)) {
      value[field.name] = cutTo(field.schema.maxLength, summarize(conversation) || "Nothing came back.");
    } else if (field.required) {
      const only = { properties: { [field.name]: field.schema }, required: [field.name] };
      const one = fillObject(only, fillingOf(asked, []));
      if (!one.ok) return cannotFill(one, `the call "${finish.name}"`);
      Object.assign(value, one.value);
      madeUp.push(...one.madeUp);
    }
  }
  return { kind: "calls", calls: [{ name: finish.name, arguments: value, madeUp }] };
}

/** A text as long as its field takes. */
const cutTo = (most: unknown, text: string): string =>
  typeof most === "number" && text.length > most ? `${cutText(text, Math.max(0, most - 1))}…` : text;

function answer(asked: Asked): SimulatedReply {
  const { request, conversation, simulation } = asked;
  const wanted = request.response_format;
  const schema = wanted?.type === "json_schema" ? (wanted.json_schema?.schema ?? {}) : null;
  const own = simulation.reply ? ownReply(simulation.reply, conversation, schema) : null;
  if (own) return own;
  if (!schema) return { kind: "text", text: composeAnswer(conversation), madeUp: [] };
  const filled = fillObject(schema, fillingOf(asked, [], true));
  return filled.ok
    ? { kind: "text", text: JSON.stringify(filled.value), madeUp: filled.madeUp }
    : cannotFill(filled, "the structured output");
}

/** The author's reply; null where it reads what a failed call would have given. */
function ownReply(reply: string, conversation: Conversation, schema: Schema | null): SimulatedReply | null {
  const evaluated = evaluate(reply, scopeOf(conversation));
  if (evaluated.ok) {
    const { value } = evaluated;
    if (!schema || accepts(schema, value))
      return {
        kind: "text",
        text: typeof value === "string" && !schema ? value : JSON.stringify(value),
        madeUp: [],
      };
  }
  // With everything there, a reply that can't be used is its author's to mend.
  if (!conversation.results.every((result) => result.outcome.ok)) return null;
  const problem = evaluated.ok
    ? "does not fit the fields of the answer"
    : `could not be evaluated: ${evaluated.message}`;
  const message = `The simulated reply ${problem.replace(/[.]$/, "")}. It may use "context", "results" and "failures"; edit it in the agent's simulated reply.`;
  return { kind: "refused", code: "simulation_reply_failed", field: "simulatedReply", message };
}

function scopeOf({ context, results }: Conversation): JsonObject {
  const values = results.flatMap(({ name, outcome }): [string, Json][] =>
    outcome.ok ? [[name, outcome.value]] : [],
  );
  const failures = results.flatMap(({ name, outcome }) =>
    outcome.ok ? [] : [{ call: name, code: outcome.code, message: outcome.message }],
  );
  return { context, results: Object.fromEntries(values), failures };
}

function cannotFill(
  { field, expected }: { field: string; expected: string },
  where: string,
): SimulatedReply & { kind: "refused" } {
  const message = `The simulated model can't make up a ${expected} for the required field "${field}" of ${where}: no value fits all that is asked of it. Give the field an example that fits, pass it in the context, or loosen its bounds.`;
  return { kind: "refused", code: "simulation_cannot_fill", field, message };
}
