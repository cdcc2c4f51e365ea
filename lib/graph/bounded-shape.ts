import type { JsonSchema } from "./json-schema.ts";

/** The most fields that a shape may have in all when it becomes part of a document. */
const MAX_FIELDS = 200;

/**
 * A shape that can be written down. Shapes of supervisors that share workers are worked out on reading and could go
 * on for ever, so after `room.fields` fields in all an object is just any object.
 */
export function boundedShape(shape: JsonSchema, room = { fields: MAX_FIELDS }): JsonSchema {
  const { properties, items, ...rest } = shape;
  const bounded: JsonSchema = { ...rest };
  if (items) bounded.items = boundedShape(items, room);
  if (!properties) return bounded;
  const names = Object.keys(properties);
  if (names.length > room.fields) return bounded;
  room.fields -= names.length;
  bounded.properties = Object.fromEntries(
    names.map((name) => [name, boundedShape(properties[name] ?? {}, room)]),
  );
  return bounded;
}
