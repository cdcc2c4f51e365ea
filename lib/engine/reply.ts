import { isJsonObject, type Json, jsonProblem } from "../graph/json.ts";
import { cutText } from "../graph/text-cut.ts";
import type { AgentStep } from "../plan/plan.ts";
import type { ModelReply, ReplyCall } from "../run/event.ts";
import { callOf } from "./plan-index.ts";
import type { ModelResult } from "./ports.ts";
import { misfit } from "./schema-check.ts";
import { unfenced } from "./unfenced.ts";
import type { Values } from "./values.ts";

/** The longest arguments that are taken from a model, characters. */
export const MAX_ARGUMENTS = 1_000_000;

/** Calls of one reply that are performed. A model that loops makes thousands, and each would open a visit. */
export const MAX_CALLS_PER_REPLY = 64;

/** Calls of one reply that are kept at all, the refused ones included. */
const MAX_CALLS_KEPT = 1_000;

/** The problem of calls that are refused because a reply made too many. */
export const TOO_MANY_CALLS = "too-many-calls";

/** A model's result as the log records it: calls checked against what was offered, output against its schema. */
export function readReply(
  values: Values,
  step: AgentStep,
  result: ModelResult,
  requestHash: string,
): ModelReply {
  return {
    text: values.put(result.text),
    calls: result.calls.slice(0, MAX_CALLS_KEPT).map((call, at) => {
      const read = readCall(values, step, call);
      return at < MAX_CALLS_PER_REPLY ? read : { ...read, problem: tooMany(call.name, result.calls.length) };
    }),
    output:
      result.failure || result.calls.length > 0 || !step.output
        ? null
        : readOutput(values, step, result.text),
    finishReason: result.finishReason,
    requestHash,
    model: result.model,
    usage: result.usage,
    costNanos: result.costNanos,
    firstTokenMs: result.firstTokenMs,
    chunks: result.chunks,
  };
}

function tooMany(name: string, made: number): ReplyCall["problem"] {
  const message = `${name} was not performed: a reply may make ${MAX_CALLS_PER_REPLY} calls at once, and this one made ${made}. Call it again when the others have come back, if it is still needed.`;
  return { code: TOO_MANY_CALLS, message };
}

function readCall(values: Values, step: AgentStep, call: ModelResult["calls"][number]): ReplyCall {
  const { json, problem } = readArguments(step, call);
  const object = isJsonObject(json) ? json : {};
  const { references, note } = object;
  const finishing = callOf(step, call.name)?.means.kind === "finish";
  return {
    id: call.id,
    name: call.name,
    arguments: values.put(problem && json === null ? cutText(call.arguments, MAX_ARGUMENTS) : json),
    problem,
    references:
      finishing && Array.isArray(references) ? references.filter((item) => typeof item === "string") : [],
    note: finishing && typeof note === "string" ? note : "",
  };
}

function readArguments(
  step: AgentStep,
  call: ModelResult["calls"][number],
): { json: Json; problem: ReplyCall["problem"] } {
  const offered = callOf(step, call.name)?.offered;
  if (!offered)
    return {
      json: null,
      problem: {
        code: "unknown-call",
        message: `There is nothing called ${call.name}. Offered are: ${step.calls.map((known) => known.name).join(", ") || "none"}.`,
      },
    };
  if (call.arguments.length > MAX_ARGUMENTS)
    return {
      json: null,
      problem: {
        code: "arguments-too-large",
        message: `${call.name}: expected arguments of at most ${MAX_ARGUMENTS} characters, got ${call.arguments.length}. Pass references instead of whole results.`,
      },
    };
  let json: Json;
  try {
    json = call.arguments.trim() === "" ? {} : JSON.parse(call.arguments);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return {
      json: null,
      problem: {
        code: "malformed-arguments",
        message: `${call.name}: expected arguments as JSON: ${detail}.`,
      },
    };
  }
  const refused = jsonProblem(json);
  const wrong = refused ?? misfit(offered, json);
  return {
    json: refused === null ? json : null,
    problem: wrong === null ? null : { code: "wrong-arguments", message: `${call.name}: ${wrong}.` },
  };
}

function readOutput(values: Values, step: AgentStep, text: string): ModelReply["output"] {
  if (!step.output) return null;
  let json: Json;
  try {
    json = JSON.parse(unfenced(text));
  } catch (error) {
    return {
      ok: false,
      message: `expected JSON, ${error instanceof Error ? error.message : "got something else"}`,
    };
  }
  const wrong = jsonProblem(json) ?? misfit(step.output, json);
  return wrong === null ? { ok: true, value: values.put(json) } : { ok: false, message: wrong };
}
