import { z } from "zod";
import { isInexact } from "./exact-json.ts";
import { isJsonObject, type Json } from "./json.ts";
import type { JsonSchema } from "./json-schema.ts";
import { inPlainWords } from "./schema-words.ts";

/** A JSON Schema, our own or a foreign one. */
type AnySchema = Readonly<Record<string, unknown>>;

/** Validators by schema object and by its content: each run has its own plan, and their schemas are often alike. */
const validators = new WeakMap<object, z.ZodType>();
const alike = new Map<string, z.ZodType>();
const KEPT = 500;

function validatorOf(schema: AnySchema): z.ZodType {
  const known = validators.get(schema);
  if (known) return known;
  const text = JSON.stringify(schema);
  // zod's JSON Schema type names every keyword; it refuses those it doesn't know.
  const made = alike.get(text) ?? z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  if (alike.size >= KEPT) alike.clear();
  alike.set(text, made);
  validators.set(schema, made);
  return made;
}

/**
 * What in `json` does not fit the schema ("orderId: expected a text, got a number"), or null when everything fits. A
 * number kept as text, because a double can't hold its digits, fits as text and as a number. Throws for a schema
 * with keywords that neither our documents nor zod know.
 */
export function misfit(schema: AnySchema, json: Json): string | null {
  const validator = validatorOf(schema);
  const result = validator.safeParse(json, { error: inPlainWords });
  if (result.success) return null;
  // In a foreign schema, only what means the same in ours is read.
  const rounded = asDoubles(schema as JsonSchema, json);
  if (rounded !== json && validator.safeParse(rounded).success) return null;
  return result.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.length > 0 ? `${issue.path.join(".")}: ` : ""}${issue.message}`)
    .join("; ");
}

/**
 * The value with doubles where the schema wants numbers and their text is kept, and with the largest safe integer
 * for larger ones, which zod does not accept; the value itself where there are none.
 */
function asDoubles(schema: JsonSchema, json: Json): Json {
  if (typeof json === "string" || typeof json === "number") {
    if (schema.type !== "integer" && schema.type !== "number") return json;
    if (typeof json === "string" && !isInexact(json)) return json;
    const double = Number(json);
    if (schema.type === "number" || !Number.isInteger(double)) return double;
    return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, double));
  }
  if (Array.isArray(json)) {
    const { items } = schema;
    const changed = items ? json.map((item) => asDoubles(items, item)) : json;
    return changed.some((item, at) => item !== json[at]) ? changed : json;
  }
  if (!isJsonObject(json)) return json;
  const entries = Object.entries(json).map(([key, value]): [string, Json] => {
    const property = schema.properties?.[key];
    return [key, property ? asDoubles(property, value) : value];
  });
  return entries.some(([key, value]) => value !== json[key]) ? Object.fromEntries(entries) : json;
}
