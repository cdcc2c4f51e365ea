import { isJsonObject, type Json, type JsonObject, Json as JsonSchema } from "../graph/json.ts";
import { shortened } from "../graph/text-cut.ts";
import { cutForModel } from "./cut-for-model.ts";
import type { Outcome } from "./outcome.ts";

/** Results up to this length are shown to a supervisor whole, characters of JSON. */
const WHOLE_LIMIT = 1_500;
const TEXT_LIMIT = 300;

/** How a call ended. `result` is its JSON text, null without one; `most`: bytes that the model may get of it. */
type CameBack = {
  outcome: Outcome;
  result: string | null;
  form: "whole" | "summary";
  reference: string;
  most?: number | undefined;
};

/** The text that answers a model's call: the whole result, a summary with its reference, or the error. */
export function answerText({ outcome, result, form, reference, most }: CameBack): string {
  if (outcome.status !== "ok") return JSON.stringify({ error: errorOf(outcome) });
  if (result === null) return JSON.stringify({ ref: reference, result: null });
  const text =
    form === "whole"
      ? result
      : JSON.stringify({ ref: reference, ...summarize(JsonSchema.parse(JSON.parse(result))) });
  return most === undefined ? text : cutForModel(text, most);
}

function errorOf(outcome: Outcome): { code: string; message: string; retryable: boolean } {
  if (!("failure" in outcome))
    return { code: outcome.status, message: `It was ${outcome.status}.`, retryable: false };
  const { code, message, retryable } = outcome.failure;
  return { code, message, retryable };
}

/**
 * What a supervisor sees of a worker's result: all of it when it is small, otherwise its fields with long texts cut
 * and lists counted. The whole result is passed on by reference.
 */
function summarize(json: Json): { result: Json } | { summary: Json } {
  if (JSON.stringify(json).length <= WHOLE_LIMIT) return { result: json };
  return { summary: shorten(json, 0) };
}

function shorten(json: Json, depth: number): Json {
  if (typeof json === "string")
    return json.length <= TEXT_LIMIT ? json : `${shortened(json, TEXT_LIMIT)} (${json.length} characters)`;
  if (Array.isArray(json)) return `${json.length} items`;
  if (!isJsonObject(json)) return json;
  const keys = Object.keys(json);
  if (depth > 1) return `object with ${keys.slice(0, 10).join(", ")}`;
  const short: JsonObject = {};
  for (const [index, key] of keys.entries()) {
    if (index === 20) {
      short["…"] = `${keys.length - 20} more fields`;
      break;
    }
    short[key] = shorten(json[key] ?? null, depth + 1);
  }
  return short;
}
