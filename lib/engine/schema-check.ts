import { z } from "zod";
import type { Json } from "../graph/json.ts";
import type { JsonSchema } from "../graph/json-schema.ts";

/** Validators by schema, and by what it says: each run has a plan of its own, with schemas that are often alike. */
const validators = new WeakMap<object, z.ZodType>();
const alike = new Map<string, z.ZodType>();
const KEPT = 500;

function validatorOf(schema: JsonSchema): z.ZodType {
  const known = validators.get(schema);
  if (known) return known;
  const text = JSON.stringify(schema);
  // zod's own JSON Schema type is wider than ours; every JsonSchema of ours is one.
  const made = alike.get(text) ?? z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  if (alike.size >= KEPT) alike.clear();
  alike.set(text, made);
  validators.set(schema, made);
  return made;
}

/** What of `json` does not fit the schema ("orderId: expected string, got number"), or null when all fits. */
export function misfit(schema: JsonSchema, json: Json): string | null {
  const result = validatorOf(schema).safeParse(json);
  if (result.success) return null;
  return result.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.length > 0 ? `${issue.path.join(".")}: ` : ""}${issue.message}`)
    .join("; ");
}
