import type { JsonSchema, ObjectSchema } from "../json-schema.ts";
import { sameJson } from "./same-json.ts";

const TYPE_WORDS = {
  string: "text",
  number: "number",
  integer: "whole number",
  boolean: "yes or no",
  object: "object",
  array: "list",
} as const;

/** What else a field says, in words. Type and required have their own sentences. */
const DETAIL_WORDS: [keyof JsonSchema, string][] = [
  ["title", "title"],
  ["description", "description"],
  ["enum", "allowed values"],
  ["default", "default"],
  ["examples", "examples"],
  ["minimum", "smallest value"],
  ["maximum", "largest value"],
  ["minLength", "shortest length"],
  ["maxLength", "longest length"],
  ["format", "kind of text"],
];

/** What differs between two forms, a sentence each; none exactly when they say the same. Inner fields are `address.city`. */
export function schemaChanges(before: ObjectSchema, after: ObjectSchema): string[] {
  return orOtherwise(fieldsIn(before, after, ""), before, after, "The fields are described differently");
}

type Fields = Pick<JsonSchema, "properties" | "required">;

function fieldsIn(before: Fields, after: Fields, within: string): string[] {
  const [old, now] = [before.properties ?? {}, after.properties ?? {}];
  const isRequired = (fields: Fields, name: string) => fields.required?.includes(name) ?? false;
  const removed = Object.keys(old)
    .filter((name) => !Object.hasOwn(now, name))
    .map((name) => `The field ${within}${name} is gone`);
  const others = Object.entries(now).flatMap(([name, schema]) => {
    const path = `${within}${name}`;
    const earlier = Object.hasOwn(old, name) ? old[name] : undefined;
    const required = isRequired(after, name);
    if (!earlier) return [`New field ${path}: ${typeWords(schema)}${required ? ", required" : ", optional"}`];
    const said = fieldChanges(path, earlier, schema);
    if (required !== isRequired(before, name))
      said.push(`${path} is ${required ? "required now" : "optional now"}`);
    return said;
  });
  const common = (names: object, other: object) =>
    Object.keys(names).filter((name) => Object.hasOwn(other, name));
  const reordered = common(old, now).join() !== common(now, old).join();
  return [
    ...removed,
    ...others,
    ...(reordered ? [`The fields${inWords(within)} stand in another order`] : []),
  ];
}

const inWords = (within: string) => (within === "" ? "" : ` of ${within.slice(0, -1)}`);

function fieldChanges(path: string, before: JsonSchema, after: JsonSchema): string[] {
  const [old, now] = [typeWords(before), typeWords(after)];
  if (old !== now) return [`${path} is ${now} in place of ${old}`];
  const details = DETAIL_WORDS.filter(([key]) => !sameJson(before[key], after[key])).map(
    ([, words]) => words,
  );
  const said = details.length > 0 ? [`${path}: ${inOneLine(details)} changed`] : [];
  said.push(...fieldsIn(before, after, `${path}.`));
  if (before.items && after.items) said.push(...fieldChanges(`${path}[]`, before.items, after.items));
  return orOtherwise(said, before, after, `${path} is described differently`);
}

/** A field's type in words: "list of text". */
function typeWords({ type, items }: JsonSchema): string {
  if (type === undefined) return "anything";
  return type === "array" ? `list of ${items ? typeWords(items) : "anything"}` : TYPE_WORDS[type];
}

const inOneLine = (words: readonly string[]) =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

function orOtherwise(said: string[], before: unknown, after: unknown, otherwise: string): string[] {
  return said.length > 0 || sameJson(before, after) ? said : [otherwise];
}
