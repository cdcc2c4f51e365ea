import { z } from "zod";
import type { Json } from "../graph/json.ts";
import type { JsonSchema } from "../graph/json-schema.ts";

const validators = new WeakMap<object, z.ZodType>();

/** What of `json` does not fit the schema ("orderId: expected string, got number"), or null when all fits. */
export function misfit(schema: JsonSchema, json: Json): string | null {
  let validator = validators.get(schema);
  if (!validator) {
    // zod's own JSON Schema type is wider than ours; every JsonSchema of ours is one.
    validator = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
    validators.set(schema, validator);
  }
  const result = validator.safeParse(json);
  if (result.success) return null;
  return result.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.length > 0 ? `${issue.path.join(".")}: ` : ""}${issue.message}`)
    .join("; ");
}
