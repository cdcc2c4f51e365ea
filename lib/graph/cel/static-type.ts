import type { JsonSchema } from "../json-schema.ts";
import type { Kind } from "./value.ts";

/**
 * What can be said about a value without data. `sure`: it follows from the expression itself; otherwise from a
 * schema, which data may violate. Fields and items are worked out on demand.
 */
export type StaticType = {
  kind: Kind | "any";
  sure: boolean;
  field: (name: string) => StaticType;
  item: () => StaticType;
};

/** A value about which nothing is known. */
export const anything: StaticType = { kind: "any", sure: false, field: () => anything, item: () => anything };

/** A value of this kind, by the expression itself. */
export const surely = (kind: Kind | "any"): StaticType => ({ ...anything, kind, sure: kind !== "any" });

const kinds = {
  string: "text",
  number: "number",
  integer: "number",
  boolean: "bool",
  object: "object",
  array: "list",
} as const;

/** What a schema promises of a value. */
export function bySchema(schema: JsonSchema | undefined): StaticType {
  if (!schema) return anything;
  return {
    kind: schema.type === undefined ? "any" : kinds[schema.type],
    sure: false,
    field: (name) =>
      bySchema(
        schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined,
      ),
    item: () => bySchema(schema.items),
  };
}
