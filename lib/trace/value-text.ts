import type { Json } from "../graph/json.ts";
import { Json as JsonSchema } from "../graph/json.ts";
import { readableJson } from "../graph/readable.ts";
import type { Value } from "../run/value.ts";

/** Parses a value's text as JSON and replaces what no page can show. Throws when the text is not JSON. */
export function parseValue(text: string): Json {
  return readableJson(JsonSchema.parse(JSON.parse(text)));
}

/** The text of an inline value as people read it: a JSON string without quotes, otherwise the JSON itself. */
export function inlineText(value: Value | null): string | null {
  if (value?.inline === undefined) return null;
  const json = parseValue(value.inline);
  return typeof json === "string" ? json : value.inline;
}
