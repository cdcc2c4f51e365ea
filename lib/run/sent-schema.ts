import { isJsonObject, type Json, type JsonObject } from "../graph/json.ts";

/** The schema with `items` in every array, because providers refuse arrays without. `{}` allows anything. */
export function withItems(schema: JsonObject): JsonObject {
  return mapSchemas(schema, (inner) =>
    inner.type === "array" && !isJsonObject(inner.items) ? { ...inner, items: {} } : inner,
  );
}

/** A strict schema: every object is closed and requires all its fields; optional ones may be null instead. */
export function strictSchema(schema: JsonObject): JsonObject {
  return mapSchemas(schema, (inner) => {
    if (inner.type !== "object") return inner;
    const properties = isJsonObject(inner.properties) ? inner.properties : {};
    const required = Array.isArray(inner.required) ? inner.required : [];
    const all = Object.entries(properties).map(([name, field]) => [
      name,
      required.includes(name) ? field : orNull(field),
    ]);
    return {
      ...inner,
      properties: Object.fromEntries(all),
      required: Object.keys(properties),
      additionalProperties: false,
    };
  });
}

function orNull(field: Json): Json {
  if (!isJsonObject(field) || typeof field.type !== "string") return field;
  const nullable: JsonObject = { ...field, type: [field.type, "null"] };
  return Array.isArray(field.enum) ? { ...nullable, enum: [...field.enum, null] } : nullable;
}

const PLAIN = ["type", "description", "enum", "properties", "required", "items"];

/** The schema with only the keywords that every endpoint knows. */
export function plainSchema(schema: JsonObject): JsonObject {
  return mapSchemas(schema, (inner) =>
    Object.fromEntries(Object.entries(inner).filter(([keyword]) => PLAIN.includes(keyword))),
  );
}

/** Changes a schema and its parts, the innermost first. */
function mapSchemas(schema: JsonObject, change: (schema: JsonObject) => JsonObject): JsonObject {
  const inner = (json: Json) => (isJsonObject(json) ? mapSchemas(json, change) : json);
  const mapped: JsonObject = { ...schema };
  if (isJsonObject(schema.properties))
    mapped.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, field]) => [name, inner(field)]),
    );
  if (schema.items !== undefined) mapped.items = inner(schema.items);
  return change(mapped);
}
