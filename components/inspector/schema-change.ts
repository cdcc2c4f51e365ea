import type { FieldType, JsonSchema, ObjectSchema } from "@/lib/graph/json-schema.ts";
import { type NameRefusal, refusalOf } from "./name-refusal.tsx";

/** The kinds of field as people choose them; "any" has no type. */
export type FieldKind = FieldType | "any";

/** A schema of this kind that keeps what still means something: words, and nothing that belongs to the old kind. */
export function ofKind(schema: JsonSchema, kind: FieldKind): JsonSchema {
  const words: JsonSchema = {
    ...(schema.title !== undefined && { title: schema.title }),
    ...(schema.description !== undefined && { description: schema.description }),
  };
  switch (kind) {
    case "any":
      return words;
    case "object":
      // Without `properties` any fields will do, until one is named.
      return { type: "object", ...words };
    case "array":
      return { type: "array", ...words, items: { type: "string" } };
    case "string":
    case "number":
    case "integer":
    case "boolean":
      return { type: kind, ...words };
  }
}

/** The schema with one more required field, of a name that is free. */
export function withNewField(schema: ObjectSchema): { schema: ObjectSchema; name: string } {
  let number = Object.keys(schema.properties).length + 1;
  while (Object.hasOwn(schema.properties, `field${number}`)) number += 1;
  const name = `field${number}`;
  return {
    name,
    schema: {
      ...schema,
      properties: { ...schema.properties, [name]: { type: "string" } },
      required: [...schema.required, name],
    },
  };
}

/** The schema without a field. */
export function withoutField(schema: ObjectSchema, name: string): ObjectSchema {
  return {
    ...schema,
    properties: Object.fromEntries(Object.entries(schema.properties).filter(([key]) => key !== name)),
    required: schema.required.filter((key) => key !== name),
  };
}

/** The schema with a field renamed in its place, or why it can't have that name. */
export function withFieldRenamed(
  schema: ObjectSchema,
  from: string,
  to: string,
): { schema: ObjectSchema } | NameRefusal {
  const refusal = refusalOf(to);
  if (refusal) return refusal;
  if (to !== from && Object.hasOwn(schema.properties, to))
    return { problem: `There is a field “${to}” already.`, offer: null };
  return {
    schema: {
      ...schema,
      properties: Object.fromEntries(
        Object.entries(schema.properties).map(([key, field]) => [key === from ? to : key, field]),
      ),
      required: schema.required.map((key) => (key === from ? to : key)),
    },
  };
}

/** The schema with a field one place up or down. */
export function withFieldMoved(schema: ObjectSchema, name: string, by: -1 | 1): ObjectSchema {
  const entries = Object.entries(schema.properties);
  const at = entries.findIndex(([key]) => key === name);
  const [entry] = entries.slice(at, at + 1);
  const to = at + by;
  if (!entry || to < 0 || to >= entries.length) return schema;
  const rest = entries.toSpliced(at, 1);
  return { ...schema, properties: Object.fromEntries(rest.toSpliced(to, 0, entry)) };
}

/** The schema with a field required or not. */
export function withRequired(schema: ObjectSchema, name: string, required: boolean): ObjectSchema {
  const others = schema.required.filter((key) => key !== name);
  return { ...schema, required: required ? [...others, name] : others };
}

/** A nested object as the editor of fields takes it; its words stay with it. */
export const asObject = (schema: JsonSchema): ObjectSchema => ({
  ...schema,
  type: "object",
  properties: schema.properties ?? {},
  required: schema.required ?? [],
});
