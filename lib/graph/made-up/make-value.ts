import type { Json, JsonObject } from "../json.ts";
import { misfit } from "../schema-check.ts";
import { Dice } from "./dice.ts";
import { makeNumber } from "./make-number.ts";
import { makeText } from "./make-text.ts";
import { type AnySchema, jsonIn, numberIn, schemaIn, type Wish } from "./wish.ts";

const ATTEMPTS = 4;
/** The most values in one made-up value, nested ones included. */
const MAX_VALUES = 2_000;
const MAX_DEPTH = 16;
const LIST_LENGTH = 2;

/** Shared by all parts of one value: where `$ref` leads, and how many parts may still be made. */
type Making = { root: AnySchema; left: number };

/**
 * Makes up a plausible value that fits a JSON Schema, from its name, title, description, format and bounds; the
 * same seed leads to the same value. Undefined when none was found because the schema contradicts itself or asks
 * for too much.
 */
export function makeValue(schema: AnySchema, name: string, seed: string): Json | undefined {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const dice = new Dice(`${seed} ${name} ${attempt}`);
    const made = make({ name, schema, dice }, { root: schema, left: MAX_VALUES }, 0);
    if (made !== undefined && fits(schema, made)) return made;
  }
  return undefined;
}

/** True when the schema accepts the value; false for schemas that nobody can check. */
function fits(schema: AnySchema, value: Json): boolean {
  try {
    return misfit(schema, value) === null;
  } catch {
    return false;
  }
}

function make(wish: Wish, making: Making, depth: number): Json | undefined {
  const { schema, dice } = wish;
  making.left -= 1;
  if (making.left < 0 || depth > MAX_DEPTH) return undefined;
  if (schema.const !== undefined) return jsonIn(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.length > 0 ? jsonIn(dice.pick(schema.enum)) : undefined;
  const within = (part: AnySchema) => make({ ...wish, schema: part }, making, depth + 1);
  if (typeof schema.$ref === "string") {
    const target = referred(making.root, schema.$ref);
    return target && within(target);
  }
  if (Array.isArray(schema.allOf)) return within(together(schema));
  const options = [schema.anyOf, schema.oneOf].find((list) => Array.isArray(list));
  if (Array.isArray(options) && options.length > 0) return oneOf(schema, options.map(schemaIn), within, dice);
  return ofType(wish, making, depth);
}

/** The first option that can be made, starting anywhere in the list. */
function oneOf(
  schema: AnySchema,
  options: readonly AnySchema[],
  within: (part: AnySchema) => Json | undefined,
  dice: Dice,
): Json | undefined {
  const { anyOf: _any, oneOf: _one, ...shared } = schema;
  const start = dice.below(options.length);
  for (const option of [...options.slice(start), ...options.slice(0, start)]) {
    const made = within(merged(shared, option));
    if (made !== undefined) return made;
  }
  return undefined;
}

/** One schema that requires everything that `allOf` does. */
function together({ allOf, ...schema }: AnySchema): AnySchema {
  return (Array.isArray(allOf) ? allOf : []).map(schemaIn).reduce(merged, schema);
}

function merged(one: AnySchema, other: AnySchema): AnySchema {
  const required = [one.required, other.required].flatMap((list) => (Array.isArray(list) ? list : []));
  const properties = { ...schemaIn(one.properties), ...schemaIn(other.properties) };
  return {
    ...one,
    ...other,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required: [...new Set(required)] }),
    ...tighter(one, other, ["minimum", "minLength", "minItems"], Math.max),
    ...tighter(one, other, ["maximum", "maxLength", "maxItems"], Math.min),
  };
}

function tighter(
  one: AnySchema,
  other: AnySchema,
  keys: readonly string[],
  choose: (a: number, b: number) => number,
): AnySchema {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const [a, b] = [numberIn(one, key), numberIn(other, key)];
      return a === undefined || b === undefined ? [] : [[key, choose(a, b)]];
    }),
  );
}

/** The schema that `#/$defs/name` refers to. */
function referred(root: AnySchema, reference: string): AnySchema | undefined {
  if (!reference.startsWith("#")) return undefined;
  let at: unknown = root;
  for (const part of reference.slice(1).split("/").filter(Boolean))
    at = schemaIn(at)[part.replaceAll("~1", "/").replaceAll("~0", "~")];
  return at === undefined ? undefined : schemaIn(at);
}

function ofType(wish: Wish, making: Making, depth: number): Json | undefined {
  switch (typeOf(wish.schema)) {
    case "string":
      return makeText(wish);
    case "number":
      return makeNumber(wish, false);
    case "integer":
      return makeNumber(wish, true);
    case "boolean":
      return wish.dice.chance(0.5);
    case "null":
      return null;
    case "array":
      return makeList(wish, making, depth);
    case "object":
      return makeObject(wish, making, depth);
    default:
      return undefined;
  }
}

/** The type that the schema names (of several, the first that isn't null), or that its other keywords suggest. */
function typeOf(schema: AnySchema): unknown {
  if (typeof schema.type === "string") return schema.type;
  if (Array.isArray(schema.type)) return schema.type.find((type) => type !== "null") ?? "null";
  if (schema.properties !== undefined || schema.additionalProperties !== undefined) return "object";
  if (schema.items !== undefined || schema.minItems !== undefined) return "array";
  if (schema.minimum !== undefined || schema.maximum !== undefined) return "number";
  return "string";
}

function makeList({ name, schema, dice }: Wish, making: Making, depth: number): Json[] | undefined {
  const first = Array.isArray(schema.prefixItems) ? schema.prefixItems.map(schemaIn) : [];
  const most = numberIn(schema, "maxItems") ?? Number.POSITIVE_INFINITY;
  const least = Math.max(numberIn(schema, "minItems") ?? 0, Math.min(first.length, most));
  if (least > most || least > MAX_VALUES) return undefined;
  const open = first.length === 0 || schema.items !== undefined;
  const count = open ? Math.max(least, Math.min(LIST_LENGTH, most)) : least;
  const items: Json[] = [];
  const seen = new Set<string>();
  // Unique items may need several rolls; where no other value is left, the list stays as short as allowed.
  for (let roll = 0; items.length < count && roll < count * 8 + 8; roll += 1) {
    const item = first[items.length] ?? schemaIn(schema.items);
    const made = make({ name: singular(name), schema: item, dice }, making, depth + 1);
    if (made === undefined) return items.length >= least ? items : undefined;
    const text = JSON.stringify(made);
    if (schema.uniqueItems === true && seen.has(text)) continue;
    seen.add(text);
    items.push(made);
  }
  return items.length >= least ? items : undefined;
}

const singular = (name: string) => name.replace(/ies$/, "y").replace(/(?<!s)s$/, "");

function makeObject({ schema, dice }: Wish, making: Making, depth: number): JsonObject | undefined {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const object: JsonObject = {};
  for (const [name, field] of Object.entries(schemaIn(schema.properties))) {
    const made = make({ name, schema: schemaIn(field), dice }, making, depth + 1);
    if (made !== undefined) object[name] = made;
    else if (required.includes(name)) return undefined;
  }
  return withMore(object, { schema, dice }, making, depth);
}

/** Adds fields under invented names until there are as many as required. */
function withMore(
  object: JsonObject,
  { schema, dice }: Pick<Wish, "schema" | "dice">,
  making: Making,
  depth: number,
): JsonObject | undefined {
  const least = numberIn(schema, "minProperties") ?? 0;
  for (let number = 1; Object.keys(object).length < least; number += 1) {
    const name = `sample${number}`;
    const made = make({ name, schema: schemaIn(schema.additionalProperties), dice }, making, depth + 1);
    if (made === undefined || schema.additionalProperties === false) return undefined;
    object[name] ??= made;
  }
  return object;
}
