import type { Json, JsonObject } from "../../../graph/json.ts";
import { makeValue } from "../../../graph/made-up/make-value.ts";
import type { MadeUpField } from "../../../run/made-up.ts";
import type { CallResult, Conversation } from "./conversation.ts";
import { accepts, asSchema, fieldsOf, findByName, type Schema } from "./json-type.ts";

/** Where a value came from, strongest first; `example` and what is made up give way to data that may still come. */
type Source = "data" | "default" | "example" | MadeUpField["how"];
type Filled = { value: Json; source: Source; madeUp: MadeUpField[] };
/** `isReference`: it is to be the reference of a result, and there is none. */
type Problem = { field: string; expected: string; isReference: boolean };

/** What fields are filled from. `needs` names the results to look at first; `seed` chooses among what is made up. */
export type Filling = {
  conversation: Conversation;
  needs: readonly string[];
  samples: Readonly<Record<string, readonly Json[]>>;
  seed: string;
  /** Fields that may be left out are made up too, as in an answer that others read. */
  whole: boolean;
};

/** The filled object, whether all of it is sure, and what was made up, or the field that nothing fills. */
export type FilledObject =
  | { ok: true; value: JsonObject; sure: boolean; madeUp: MadeUpField[] }
  | ({ ok: false } & Problem);

/** A value larger than this is no argument that a model would write, characters of JSON. */
const MAX_COPIED = 50_000;

/**
 * Fills an object schema by name and type: from the context (its own fields, then deeper ones), from results (those that
 * are needed first), from the field's first example, from its default; else the value is made up. Fields that may be left
 * out stay out unless there is a value. `trail` are the fields above.
 */
export function fillObject(schema: Schema, filling: Filling, trail: readonly string[] = []): FilledObject {
  const value: JsonObject = {};
  const madeUp: MadeUpField[] = [];
  let sure = true;
  for (const field of fieldsOf(schema)) {
    const at = [...trail, field.name];
    const filled = fillField(field, filling, at);
    if (!("expected" in filled)) {
      value[field.name] = filled.value;
      madeUp.push(...filled.madeUp);
      if (field.required && filled.source !== "data" && filled.source !== "default") sure = false;
    } else if (field.required) return { ok: false, ...filled };
  }
  return { ok: true, value, sure, madeUp };
}

type Field = ReturnType<typeof fieldsOf>[number];

function fillField(field: Field, filling: Filling, at: readonly string[]): Filled | Problem {
  const { name, schema } = field;
  const results = inOrder(filling.conversation.results, filling.needs);
  if (isReference(schema)) {
    const result = results.find((one) => one.name === name) ?? results[0];
    if (result?.ref) return given(result.ref, "data");
    return { field: at.join("."), expected: "reference to an earlier result", isReference: true };
  }
  return known(field, filling, results) ?? inside(field, filling, at) ?? invented(field, filling, at);
}

const given = (value: Json, source: Source): Filled => ({ value, source, madeUp: [] });

/** What the conversation or the author has for a field. */
function known({ name, schema }: Field, { conversation }: Filling, results: CallResult[]): Filled | null {
  const accepted = (value: Json) => accepts(schema, value) && JSON.stringify(value).length <= MAX_COPIED;
  const values = [conversation.context, ...results.map(valueIn)];
  const byName = first(values, (within) => findByName(name, within, accepted));
  if (byName !== undefined) return given(byName, "data");
  const named = results.find((result) => result.name === name);
  if (named && accepted(valueIn(named))) return given(valueIn(named), "data");
  if (schema.const !== undefined) return given(asJson(schema.const), "default");
  const [example] = Array.isArray(schema.examples)
    ? schema.examples.filter((one) => accepts(schema, one))
    : [];
  if (example !== undefined) return given(asJson(example), "example");
  if (schema.default !== undefined && accepts(schema, asJson(schema.default)))
    return given(asJson(schema.default), "default");
  const option = Array.isArray(schema.enum) ? optionIn(schema.enum, values) : undefined;
  return option === undefined ? null : given(option, "data");
}

/** An object's fields each for itself; null for other types. */
function inside({ schema }: Field, filling: Filling, at: readonly string[]): Filled | Problem | null {
  if (schema.type !== "object" || Object.keys(asSchema(schema.properties)).length === 0) return null;
  const inner = fillObject(schema, filling, at);
  if (!inner.ok) return { field: inner.field, expected: inner.expected, isReference: inner.isReference };
  return { value: inner.value, source: inner.sure ? "data" : "example", madeUp: inner.madeUp };
}

/** What was made up before under this name, one of the samples, or something new that fits. */
function invented(
  { name, schema, required }: Field,
  filling: Filling,
  at: readonly string[],
): Filled | Problem {
  const expected = typeof schema.type === "string" ? schema.type : "value";
  const nothing = { field: at.join("."), expected, isReference: false };
  if (!required && !filling.whole) return nothing;
  const mark = (how: MadeUpField["how"]) => [{ field: [...at], how }];
  // A choice waits for no other call: whatever comes, one of its options is taken.
  if (Array.isArray(schema.enum) && schema.enum.length > 0)
    return { value: asJson(schema.enum[0]), source: "default", madeUp: mark("invented") };
  // Keys are often numbers in a table and texts in a parameter.
  const samples = (filling.samples[name] ?? []).flatMap((one): Json[] =>
    typeof one === "number" ? [one, String(one)] : [one],
  );
  const fitting = samples.filter((sample) => accepts(schema, sample));
  const before = first(filling.conversation.written, (within) =>
    findByName(name, within, (value) => accepts(schema, value)),
  );
  const sample = before ?? chosen(fitting, filling.seed);
  if (sample !== undefined) {
    const how = fitting.some((one) => one === sample) ? "sampled" : "invented";
    return { value: sample, source: how, madeUp: mark(how) };
  }
  const made = makeValue(schema, name, filling.seed);
  if (made === undefined) return nothing;
  return { value: made, source: "invented", madeUp: mark("invented") };
}

/** The same for the same seed; the first digits of a hash are as good as any. */
function chosen<Item>(items: readonly Item[], seed: string): Item | undefined {
  return items[Number.parseInt(seed.slice(0, 8), 16) % items.length];
}

/** The option that stands somewhere in the data. */
function optionIn(options: unknown[], values: Json[]): Json | undefined {
  const seen = new Set<unknown>();
  const visit = (value: Json): void => {
    if (typeof value !== "object" || value === null) seen.add(value);
    else Object.values(value).forEach(visit);
  };
  values.forEach(visit);
  const found = options.find((option) => seen.has(option));
  return found === undefined ? undefined : asJson(found);
}

/** Results with a value, latest first, those a call needs before the others. */
function inOrder(results: CallResult[], needs: readonly string[]): CallResult[] {
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

function first<In, Out>(items: readonly In[], pick: (item: In) => Out | undefined): Out | undefined {
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
