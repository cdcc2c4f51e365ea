import type { JsonSchema } from "./json-schema.ts";

/** The fields that a shape may have in all where it becomes a part of a document. */
const MAX_FIELDS = 200;

/**
 * A shape that can be written down. Those of supervisors that share workers are worked out when they are read, and would never
 * end: after `room.fields` fields in all, an object is any object.
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
