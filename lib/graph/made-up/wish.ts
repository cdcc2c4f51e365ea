import type { Json } from "../json.ts";
import type { Dice } from "./dice.ts";

/** A JSON Schema, our own or a foreign one, read with care. */
export type AnySchema = Readonly<Record<string, unknown>>;

/** A value to be made up: its name, its schema, and the rolls that choose it. */
export type Wish = {
  name: string;
  schema: AnySchema;
  dice: Dice;
};

/** A sub-schema by key, or an empty schema that accepts everything. */
export function schemaIn(value: unknown): AnySchema {
  // An object that is neither null nor a list is what AnySchema says; its members are read as unknown.
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as AnySchema) : {};
}

/** A number in the schema, such as a bound; undefined where there is none. */
export function numberIn(schema: AnySchema, key: string): number | undefined {
  const value = schema[key];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** A text in the schema, such as its description; empty where there is none. */
export function textIn(schema: AnySchema, key: string): string {
  const value = schema[key];
  return typeof value === "string" ? value : "";
}

/** A value in the schema; it is JSON because the schema is. */
export function jsonIn(value: unknown): Json {
  // Schemas are parsed from JSON, so everything in them is JSON.
  return value as Json;
}

/** `customerEmail`, `customer_email` and `Customer email` as `["customer", "email"]`. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}
