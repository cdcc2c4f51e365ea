import { z } from "zod";
import type { Json, JsonObject } from "@/lib/graph/json.ts";
import type { JsonSchema, ObjectSchema } from "@/lib/graph/json-schema.ts";
import { inPlainWords } from "@/lib/graph/schema-words.ts";

/** What is wrong, by field: the path with dots, "lines.0.sku". */
export type FieldProblems = Record<string, string>;

/** What in an input does not fit the run's form, as sentences by field; empty when everything fits. */
export function checkInput(schema: ObjectSchema, input: JsonObject): FieldProblems {
  // Our schemas are a subset of JSON Schema; the library's type wants more.
  const form = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  const parsed = form.safeParse(input, { error: inPlainWords });
  const problems: FieldProblems = {};
  if (parsed.success) return problems;
  for (const issue of parsed.error.issues) {
    const path = issue.path.map(String);
    const field = schemaAt(schema, path);
    problems[path.join(".")] ??= problemOf(field, valueAt(input, path), issue.message);
  }
  return problems;
}

function problemOf(field: JsonSchema, value: Json | undefined, otherwise: string): string {
  if (value === undefined) return "This is needed.";
  if (field.enum) return `Choose one of ${field.enum.map((one) => String(one)).join(", ")}.`;
  if (typeof value === "string") {
    const { minLength = 0, maxLength } = field;
    if (value.length < minLength)
      return minLength === 1
        ? "This is needed."
        : `At least ${minLength} characters; these are ${value.length}.`;
    if (maxLength !== undefined && value.length > maxLength)
      return `At most ${maxLength} characters; these are ${value.length}.`;
  }
  if (typeof value === "number") {
    const { minimum, maximum } = field;
    if (field.type === "integer" && !Number.isInteger(value)) return `A whole number; this is ${value}.`;
    if (minimum !== undefined && value < minimum) return `At least ${minimum}; this is ${value}.`;
    if (maximum !== undefined && value > maximum) return `At most ${maximum}; this is ${value}.`;
  }
  return otherwise;
}

function schemaAt(schema: JsonSchema, path: readonly string[]): JsonSchema {
  let at = schema;
  for (const part of path) at = (at.type === "array" ? at.items : at.properties?.[part]) ?? {};
  return at;
}

function valueAt(input: JsonObject, path: readonly string[]): Json | undefined {
  let at: Json | undefined = input;
  for (const part of path) {
    if (Array.isArray(at)) at = at[Number(part)];
    else if (typeof at === "object" && at !== null) at = at[part];
    else return undefined;
  }
  return at;
}
