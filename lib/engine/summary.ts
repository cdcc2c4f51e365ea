import { isJsonObject, type Json, type JsonObject } from "../graph/json.ts";

/** A result up to this size is shown to the supervisor whole, characters of JSON. */
const WHOLE_LIMIT = 1_500;
const TEXT_LIMIT = 300;

/**
 * What a supervisor is told of a worker's result: all of it when it is small, else its fields with long texts cut and
 * lists counted. The whole travels by reference.
 */
export function summarize(json: Json): { result: Json } | { summary: Json } {
  if (JSON.stringify(json).length <= WHOLE_LIMIT) return { result: json };
  return { summary: shorten(json, 0) };
}

function shorten(json: Json, depth: number): Json {
  if (typeof json === "string")
    return json.length <= TEXT_LIMIT ? json : `${json.slice(0, TEXT_LIMIT)}… (${json.length} characters)`;
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
