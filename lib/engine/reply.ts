import { parseExact } from "../graph/exact-json.ts";
import { isJsonObject, type Json, jsonProblem } from "../graph/json.ts";
import { readable, readableJson } from "../graph/readable.ts";
import { misfit } from "../graph/schema-check.ts";
import { cutText } from "../graph/text-cut.ts";
import type { AgentStep } from "../plan/plan.ts";
import { callOf } from "../plan/plan-index.ts";
import type { ModelReply, ReplyCall } from "../run/event.ts";
import { endOf } from "../run/reply-end.ts";
import { count } from "./limits.ts";
import type { ModelResult } from "./ports.ts";
import { unfenced } from "./unfenced.ts";
import type { Values } from "./values.ts";

/** The longest arguments accepted from a model, characters. */
export const MAX_ARGUMENTS = 1_000_000;

/** The most calls of one reply that are performed. A looping model makes thousands, and each would open a visit. */
export const MAX_CALLS_PER_REPLY = 64;

/** The most calls of one reply that are recorded, refused ones included. */
const MAX_CALLS_KEPT = 1_000;

/** The problem code of calls refused because the reply made too many. */
export const TOO_MANY_CALLS = "too-many-calls";
type AskedCall = ModelResult["calls"][number];

type Reading = { values: Values; step: AgentStep };

/** A model's result as the log records it: calls checked against what was offered, output against its schema. */
export function readReply({ values, step }: Reading, result: ModelResult, requestHash: string): ModelReply {
  const { finishReason, text, thinking, usage } = result;
  const thought = thinking !== "" || (usage.thinkingTokens ?? 0) > 0;
  const ended = !result.failure && !result.cancelled;
  const end = endOf({ finishReason, text, thought, calls: result.calls.length });
  return {
    text: values.put(result.text),
    ...(thinking !== "" && { thinking: values.put(thinking) }),
    calls: result.calls.slice(0, MAX_CALLS_KEPT).map((call, at) => {
      const read = readCall({ values, step }, call, end === "cut");
      return at < MAX_CALLS_PER_REPLY ? read : { ...read, problem: tooMany(call.name, result.calls.length) };
    }),
    output:
      result.failure || result.calls.length > 0 || !step.output
        ? null
        : readOutput(values, step, result.text),
    finishReason,
    ...(ended && { end }),
    requestHash,
    ...(result.quirks && result.quirks.length > 0 && { quirks: result.quirks }),
    model: result.model,
    usage,
    costNanos: result.costNanos,
    firstTokenMs: result.firstTokenMs,
    chunks: result.chunks,
    ...(result.madeUp && result.madeUp.length > 0 ? { madeUp: result.madeUp } : {}),
  };
}

function tooMany(name: string, made: number): ReplyCall["problem"] {
  const message = `${name} was not performed: a reply may make ${MAX_CALLS_PER_REPLY} calls at once, and this one made ${made}. Call it again when the others have come back, if it is still needed.`;
  return { code: TOO_MANY_CALLS, message };
}

function readCall({ values, step }: Reading, call: AskedCall, cut: boolean): ReplyCall {
  const { json, exact, problem } = readArguments(step, call, cut);
  const object = isJsonObject(json) ? json : {};
  const { references, note } = object;
  const finishing = callOf(step, call.name)?.means.kind === "finish";
  return {
    id: call.id,
    name: call.name,
    arguments: values.put(problem && json === null ? readable(cutText(call.arguments, MAX_ARGUMENTS)) : json),
    ...(exact > 0 && { exact }),
    problem,
    references:
      finishing && Array.isArray(references) ? references.filter((item) => typeof item === "string") : [],
    note: finishing && typeof note === "string" ? note : "",
  };
}

type ReadArguments = { json: Json; exact: number; problem: ReplyCall["problem"] };

function readArguments(step: AgentStep, call: AskedCall, cut: boolean): ReadArguments {
  const offered = callOf(step, call.name)?.offered;
  if (!offered)
    return unread(
      "unknown-call",
      `There is nothing called ${call.name}. Offered are: ${step.calls.map((known) => known.name).join(", ") || "none"}.`,
    );
  if (call.arguments.length > MAX_ARGUMENTS)
    return unread(
      "arguments-too-large",
      `${call.name}: expected arguments of at most ${MAX_ARGUMENTS} characters, got ${call.arguments.length}. Pass references instead of whole results.`,
    );
  const blank = call.arguments.trim() === "";
  const limit = count(step.limits.maxOutputTokens, "token");
  const wasCut = unread(
    "arguments-cut",
    `The arguments of ${call.name} were cut off at the limit of ${limit}.`,
  );
  if (blank && cut) return wasCut;
  let read: ReturnType<typeof parseExact>;
  try {
    read = blank ? { value: {}, kept: 0 } : parseExact(call.arguments);
  } catch (error) {
    if (cut) return wasCut;
    const detail = error instanceof Error ? error.message : String(error);
    return unread("malformed-arguments", `${call.name}: expected arguments as JSON: ${detail}.`);
  }
  const refused = jsonProblem(read.value);
  if (refused !== null) return unread("wrong-arguments", `${call.name}: ${refused}.`);
  const json = readableJson(read.value);
  const wrong = misfit(offered, json);
  const problem = wrong === null ? null : { code: "wrong-arguments", message: `${call.name}: ${wrong}.` };
  return { json, exact: read.kept, problem };
}

const unread = (code: string, message: string): ReadArguments => ({
  json: null,
  exact: 0,
  problem: { code, message },
});

function readOutput(values: Values, step: AgentStep, text: string): ModelReply["output"] {
  if (!step.output) return null;
  let json: Json;
  try {
    json = readableJson(parseExact(unfenced(text)).value);
  } catch (error) {
    return {
      ok: false,
      message: `expected JSON, ${error instanceof Error ? error.message : "got something else"}`,
    };
  }
  const wrong = jsonProblem(json) ?? misfit(step.output, json);
  return wrong === null ? { ok: true, value: values.put(json) } : { ok: false, message: wrong };
}
