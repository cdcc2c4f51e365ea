import { isJsonObject, type Json, type JsonObject } from "../../../graph/json.ts";
import type { JsonSchema, ObjectSchema } from "../../../graph/json-schema.ts";
import type { Dice } from "../../../graph/made-up/dice.ts";

const WORDS = [
  "order",
  "late",
  "SO-10412",
  "ünïcode 🎻",
  "",
  "{{ input }}",
  "null",
  'quoted "text"',
  "line\nbreak",
];

/** Some JSON that fits the schema. A reference is one of `references`, or one that does not exist. */
export function sampleJson(schema: JsonSchema, dice: Dice, references: readonly string[] = []): Json {
  if (schema.enum) return dice.pick(schema.enum);
  switch (schema.type) {
    case "string":
      if (schema.format === "reference")
        return references.length > 0 && !dice.chance(0.05) ? dice.pick(references) : "nothing#7";
      return padded(dice.pick(WORDS), schema.minLength ?? 0);
    case "integer":
      return (schema.minimum ?? -50) + dice.below(100);
    case "number":
      return dice.below(10_000) / 8;
    case "boolean":
      return dice.chance(0.5);
    case "array": {
      const most = schema.items?.format === "reference" ? Math.min(2, references.length) : 2;
      const length = dice.below(most + 1);
      return Array.from({ length }, () => sampleJson(schema.items ?? {}, dice, references));
    }
    case "object":
      return sampleObject(schema, dice, references);
    case undefined:
      return dice.pick<Json>([null, true, 12.5, "text", ["a", 1], { deep: { list: [1, 2] } }]);
  }
}

/** Some object that fits; fields that are not required are there more often than not. */
export function sampleObject(schema: JsonSchema, dice: Dice, references: readonly string[] = []): JsonObject {
  const object: JsonObject = {};
  for (const [name, field] of Object.entries(schema.properties ?? {}))
    if (schema.required?.includes(name) || dice.chance(0.7))
      object[name] = sampleJson(field, dice, references);
  return object;
}

const padded = (text: string, least: number) => text.padEnd(least, "x");

/** JSON that does not fit: a required field is missing or of another type, or it is no object at all. */
export function misfitJson(schema: ObjectSchema, dice: Dice): Json {
  const object = sampleObject(schema, dice);
  const [required] = schema.required;
  const typed = Object.entries(schema.properties).find(([, field]) => field.type !== undefined)?.[0];
  if (required !== undefined && dice.chance(0.5)) {
    delete object[required];
    return object;
  }
  if (typed === undefined) return [object];
  const wrong = schema.properties[typed]?.type === "string" ? 7 : "of another type";
  return { ...object, [typed]: wrong };
}

/** True when the JSON fits the schema. Covers what the random graphs use of JSON Schema, and shares no code with the engine. */
export function fits(schema: JsonSchema, json: Json | undefined): boolean {
  if (json === undefined) return false;
  if (schema.enum && !schema.enum.some((allowed) => JSON.stringify(allowed) === JSON.stringify(json)))
    return false;
  switch (schema.type) {
    case undefined:
      return true;
    case "string":
      return typeof json === "string" && json.length >= (schema.minLength ?? 0);
    case "integer":
      return Number.isSafeInteger(json) && Number(json) >= (schema.minimum ?? -Infinity);
    case "number":
      return typeof json === "number";
    case "boolean":
      return typeof json === "boolean";
    case "array":
      return Array.isArray(json) && json.every((item) => fits(schema.items ?? {}, item));
    case "object":
      return isJsonObject(json) && fieldsFit(schema, json);
  }
}

function fieldsFit(schema: JsonSchema, json: JsonObject): boolean {
  const missing = (schema.required ?? []).some((name) => !Object.hasOwn(json, name));
  if (missing) return false;
  return Object.entries(schema.properties ?? {}).every(
    ([name, field]) => !Object.hasOwn(json, name) || fits(field, json[name]),
  );
}
