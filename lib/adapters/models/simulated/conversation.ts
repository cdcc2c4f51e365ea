import { isJsonObject, type Json, type JsonObject } from "../../../graph/json.ts";
import type { ChatRequest } from "./chat-request.ts";

/** What came back for one call: its value, or why there is none. */
export type CallResult = {
  name: string;
  times: number;
  ref: string | null;
  outcome: { ok: true; value: Json } | Failed;
};

type Failed = { ok: false; code: string; message: string; retryable: boolean };

/**
 * A conversation as the simulated model sees it: what it is told to do, what it was given, what it wrote into its calls
 * so far, latest first, and the latest result of each call, in call order.
 */
export type Conversation = {
  instructions: string;
  context: JsonObject;
  written: Json[];
  results: CallResult[];
};

/** Reads the context object from the first user message and the results from the tool messages. */
export function readConversation(request: ChatRequest): Conversation {
  const first = request.messages.find((message) => message.role === "user");
  const read = parseJson(first?.content ?? "");
  const context = isJsonObject(read) ? read : first?.content ? { text: first.content } : {};

  const names = new Map<string, string>();
  const results = new Map<string, CallResult>();
  const written: Json[] = [];
  for (const message of request.messages) {
    for (const call of message.tool_calls ?? []) {
      names.set(call.id, call.function.name);
      written.unshift(parseJson(call.function.arguments) ?? {});
    }
    const name = message.role === "tool" ? names.get(message.tool_call_id ?? "") : undefined;
    if (name === undefined) continue;
    const times = (results.get(name)?.times ?? 0) + 1;
    results.delete(name);
    results.set(name, { name, times, ...readResult(message.content) });
  }
  const instructions = request.messages.find((message) => message.role === "system")?.content ?? "";
  return { instructions, context, written, results: [...results.values()] };
}

/** A worker's result comes wrapped with its reference; a tool's result is plain JSON, or any text. */
function readResult(content: string): Pick<CallResult, "ref" | "outcome"> {
  const value = parseJson(content) ?? content;
  if (!isJsonObject(value)) return { ref: null, outcome: { ok: true, value } };
  const ref = typeof value.ref === "string" ? value.ref : null;
  if (value.error !== undefined && value.error !== null && value.error !== false) {
    return { ref, outcome: failure(value, value.error) };
  }
  if (ref === null) return { ref, outcome: { ok: true, value } };
  const { ref: _ref, result, summary, ...rest } = value;
  return { ref, outcome: { ok: true, value: result ?? summary ?? rest } };
}

function failure(content: JsonObject, error: Json): Failed {
  const detail = isJsonObject(error) ? error : {};
  const message = [detail.message, error, content.message].find((text) => typeof text === "string");
  return {
    ok: false,
    code: typeof detail.code === "string" ? detail.code : "",
    message: typeof message === "string" ? message : JSON.stringify(error),
    retryable: content.retryable === true || detail.retryable === true,
  };
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
