import type { JsonObject } from "@/lib/graph/json.ts";
import type { ObjectSchema } from "@/lib/graph/json-schema.ts";

/** A form's initial values: the defaults of its fields. */
export function startInput(schema: ObjectSchema): JsonObject {
  const input: JsonObject = {};
  for (const [name, field] of Object.entries(schema.properties))
    if (field.default !== undefined) input[name] = field.default;
  return input;
}
