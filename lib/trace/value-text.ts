import type { Json } from "../graph/json.ts";
import { Json as JsonSchema } from "../graph/json.ts";
import { readableJson } from "../graph/readable.ts";
import type { Value } from "../run/value.ts";

/** The JSON that a value's text stands for, with what no page can hold replaced. Throws when the text is no JSON. */
export function parseValue(text: string): Json {
  return readableJson(JsonSchema.parse(JSON.parse(text)));
}

/** The text a value holds when it is a small text, as people read it: a JSON string unquoted, else the JSON itself. */
export function inlineText(value: Value | null): string | null {
  if (value?.inline === undefined) return null;
  const json = parseValue(value.inline);
  return typeof json === "string" ? json : value.inline;
}
