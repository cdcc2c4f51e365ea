import { isJsonObject, type Json, type JsonObject } from "../../../graph/json.ts";
import { misfit } from "../../../graph/schema-check.ts";

/** A JSON Schema as an endpoint receives it: any object, read with care. */
export type Schema = Record<string, unknown>;

/** A sub-schema by key, or an empty schema that accepts everything. */
export function asSchema(value: unknown): Schema {
  // A non-null object that is no list is what Schema says; its members are read as unknown.
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Schema) : {};
}

/** The names and schemas of an object schema's fields, and which of them are required. */
export function fieldsOf(schema: Schema): { name: string; schema: Schema; required: boolean }[] {
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(asSchema(schema.properties)).map(([name, field]) => ({
    name,
    schema: asSchema(field),
    required: required.includes(name),
  }));
}

/** True when `value` is what the schema asks for. */
export function accepts(schema: Schema, value: Json): boolean {
  if (value === null && !allows(schema, "null")) return false;
  try {
    return misfit(schema, value) === null;
  } catch {
    // A keyword that zod doesn't know: the bare type has to do.
    return allows(schema, typeName(value));
  }
}

function allows(schema: Schema, type: string): boolean {
  const types = Array.isArray(schema.type) ? schema.type : schema.type === undefined ? [] : [schema.type];
  if (types.length === 0) return type !== "null";
  return types.includes(type) || (type === "integer" && types.includes("number"));
}

function typeName(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

/** The first value under `name` in `within`: its own fields first, then deeper ones level by level, that is accepted. */
export function findByName(name: string, within: Json, accept: (value: Json) => boolean): Json | undefined {
  const wanted = plain(name);
  let level: Json[] = [within];
  while (level.length > 0) {
    const next: Json[] = [];
    for (const item of level) {
      if (Array.isArray(item)) {
        next.push(...item);
      } else if (isJsonObject(item)) {
        const found = entry(item, name, wanted, accept);
        if (found !== undefined) return found;
        next.push(...Object.values(item));
      }
    }
    level = next;
  }
  return undefined;
}

function entry(
  item: JsonObject,
  name: string,
  wanted: string,
  accept: (value: Json) => boolean,
): Json | undefined {
  const exact = Object.hasOwn(item, name) ? item[name] : undefined;
  if (exact !== undefined && accept(exact)) return exact;
  return Object.entries(item).find(([key, value]) => plain(key) === wanted && accept(value))?.[1];
}

/** `order_id`, `orderId` and `Order ID` are the same name. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
