import type { Json, JsonObject } from "../../../graph/json.ts";
import type { CallResult, Conversation } from "./conversation.ts";
import { accepts, asSchema, fieldsOf, findByName, type Schema } from "./json-type.ts";

/** Where a value came from; `example` values are the author's, so data is waited for before they are used. */
type Source = "data" | "example" | "default";
type Filled = { value: Json; source: Source };

/** The filled object and the weakest source of a required field, or the field that nothing fills. */
export type FilledObject =
  | { ok: true; value: JsonObject; fromExample: boolean }
  | { ok: false; field: string; expected: string };

/**
 * Fills an object schema by name and type: from the context (its own fields, then deeper ones), from results (those
 * that the call needs first), from the field's first example, from its default. Optional fields without a value stay
 * out. `trail` names the fields above, for messages.
 */
export function fillObject(
  schema: Schema,
  conversation: Conversation,
  needs: string[],
  trail = "",
): FilledObject {
  const value: JsonObject = {};
  let fromExample = false;
  for (const field of fieldsOf(schema)) {
    const name = trail ? `${trail}.${field.name}` : field.name;
    const filled = fillField(field.name, field.schema, conversation, needs, name);
    if (!("problem" in filled)) {
      value[field.name] = filled.value;
      fromExample ||= field.required && filled.source === "example";
    } else if (field.required) {
      return { ok: false, ...filled.problem };
    }
  }
  return { ok: true, value, fromExample };
}

function fillField(
  name: string,
  schema: Schema,
  conversation: Conversation,
  needs: string[],
  trail: string,
): Filled | { problem: { field: string; expected: string } } {
  const results = inOrder(conversation.results, needs);
  if (isReference(schema)) {
    const result = results.find((one) => one.name === name) ?? results[0];
    if (result?.ref) return { value: result.ref, source: "data" };
    return { problem: { field: trail, expected: "a reference to an earlier result" } };
  }
  const values = [conversation.context, ...results.map((result) => valueIn(result))];
  const byName = first(values, (within) => findByName(name, within, (value) => accepts(schema, value)));
  if (byName !== undefined) return { value: byName, source: "data" };

  const named = results.find((result) => result.name === name);
  if (named && accepts(schema, valueIn(named))) return { value: valueIn(named), source: "data" };

  if (schema.const !== undefined) return { value: asJson(schema.const), source: "default" };
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return chooseFrom(schema.enum, values);

  const [example] = Array.isArray(schema.examples) ? schema.examples : [];
  if (example !== undefined) return { value: asJson(example), source: "example" };
  if (schema.default !== undefined) return { value: asJson(schema.default), source: "default" };

  if (schema.type === "object" && Object.keys(asSchema(schema.properties)).length > 0) {
    const inner = fillObject(schema, conversation, needs, trail);
    if (inner.ok) return { value: inner.value, source: inner.fromExample ? "example" : "data" };
    return { problem: { field: inner.field, expected: inner.expected } };
  }
  const expected = typeof schema.type === "string" ? schema.type : "value";
  return { problem: { field: trail, expected } };
}

/** The option that stands somewhere in the data, else the first. */
function chooseFrom(options: unknown[], values: Json[]): Filled {
  const seen = new Set<unknown>();
  const visit = (value: Json): void => {
    if (typeof value !== "object" || value === null) seen.add(value);
    else Object.values(value).forEach(visit);
  };
  values.forEach(visit);
  const found = options.find((option) => seen.has(option));
  return found === undefined
    ? { value: asJson(options[0]), source: "default" }
    : { value: asJson(found), source: "data" };
}

/** Results with a value, latest first, those a call needs before the others. */
function inOrder(results: CallResult[], needs: string[]): CallResult[] {
  const usable = results.filter((result) => result.outcome.ok).reverse();
  return [
    ...usable.filter((result) => needs.includes(result.name)),
    ...usable.filter((result) => !needs.includes(result.name)),
  ];
}

function valueIn(result: CallResult): Json {
  return result.outcome.ok ? result.outcome.value : null;
}

/** A field that takes the reference of a result instead of the result: by its format, or a description with "order#1". */
export function isReference(schema: Schema): boolean {
  const { format, description } = schema;
  return format === "reference" || (typeof description === "string" && /\w#\d/.test(description));
}

function first<In, Out>(items: In[], pick: (item: In) => Out | undefined): Out | undefined {
  for (const item of items) {
    const picked = pick(item);
    if (picked !== undefined) return picked;
  }
  return undefined;
}

function asJson(value: unknown): Json {
  // Schemas come out of a parsed JSON body, so everything in them is JSON.
  return value as Json;
}
