import type { Json, JsonObject } from "../json.ts";
import type { JsonSchema } from "../json-schema.ts";
import { misfit } from "../schema-check.ts";
import { makeValue } from "./make-value.ts";

/**
 * The emptiest value that fits a schema: an empty list, 0, "". Of an object the fields that it requires or, where it requires none,
 * those whose type is known, so that they can be read. Where bounds want more, a made-up value; undefined: none was found.
 */
export function emptyValue(schema: JsonSchema): Json | undefined {
  const empty = emptyOf(schema);
  return misfit(schema, empty) === null ? empty : makeValue(schema, "result", "on failure");
}

function emptyOf(schema: JsonSchema): Json {
  const [first] = schema.enum ?? [];
  if (first !== undefined) return first;
  switch (schema.type) {
    case "string":
      return "";
    case "number":
    case "integer":
      return Math.min(Math.max(0, schema.minimum ?? 0), schema.maximum ?? Number.POSITIVE_INFINITY);
    case "boolean":
      return false;
    case "array":
      return [];
    case "object":
      return emptyObject(schema);
    case undefined:
      return null;
  }
}

function emptyObject({ properties = {}, required = [] }: JsonSchema): JsonObject {
  const fields = Object.entries(properties).filter(([name, { type }]) =>
    required.length > 0 ? required.includes(name) : type !== undefined,
  );
  return Object.fromEntries(fields.map(([name, field]) => [name, emptyOf(field)]));
}
