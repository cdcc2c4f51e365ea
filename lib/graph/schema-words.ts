import type { z } from "zod";

/**
 * What doesn't fit a schema, in plain words: "expected a number, got a text". An error map for zod, to be passed where
 * something is parsed and a person or a model reads why it was refused. Messages that a schema has of its own stay.
 */
export const inPlainWords = (issue: z.core.$ZodRawIssue): string | undefined => {
  const got = kindOf(issue.input);
  switch (issue.code) {
    case "invalid_type":
      return `expected ${expectedKind(issue.expected)}, got ${gotInstead(issue.expected, issue.input)}`;
    case "invalid_value":
      return `expected ${oneOf(issue.values)}, got ${issue.values.some((one) => kindOf(one) === got) ? `another ${got.replace(/^an? /, "")}` : got}`;
    case "too_small":
      return `expected ${amount(issue, issue.inclusive === false ? "more than" : "at least", issue.minimum)}`;
    case "too_big":
      return `expected ${amount(issue, issue.inclusive === false ? "less than" : "at most", issue.maximum)}`;
    case "unrecognized_keys":
      return `expected no ${issue.keys.length === 1 ? "field" : "fields"} ${quoted(issue.keys)}`;
    case "invalid_format":
      return `expected ${FORMATS[issue.format] ?? "a text of another form"}${issue.format === "regex" ? ` that matches ${issue.pattern}` : ""}, got ${got === "a text" ? "another text" : got}`;
    case "not_multiple_of":
      return `expected a multiple of ${issue.divisor}`;
    case "invalid_union":
      return union(issue);
    case "invalid_key":
    case "invalid_element":
    case "custom":
      return undefined;
  }
};

type Issue<Code extends z.core.$ZodRawIssue["code"]> = Extract<z.core.$ZodRawIssue, { code: Code }>;

const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "an object",
  record: "an object",
  array: "a list",
  null: "null",
  nonoptional: "a value",
};

const expectedKind = (expected: string) => KINDS[expected] ?? "something else";

const FORMATS: Readonly<Record<string, string>> = {
  datetime: "a date and time",
  date: "a date",
  time: "a time of day",
  duration: "a duration",
  email: "an email address",
  url: "a URL",
  uuid: "a UUID",
  regex: "a text",
};

function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return KINDS[typeof value] ?? "something else";
}

function gotInstead(expected: string, value: unknown): string {
  if (expected === "int" && typeof value === "number") return "a fraction";
  return typeof value === "boolean" ? String(value) : kindOf(value);
}

const many = (size: number, unit: string) => `${size} ${unit}${size === 1 ? "" : "s"}`;

const quoted = (all: readonly unknown[]) => all.map((one) => JSON.stringify(one)).join(", ");

const oneOf = (values: readonly unknown[]) =>
  values.length === 1 ? quoted(values) : `one of ${quoted(values)}`;

function amount(
  { origin, input }: Issue<"too_small"> | Issue<"too_big">,
  bound: string,
  limit: number | bigint,
): string {
  const size = Number(limit);
  if (origin === "string") return `${bound} ${many(size, "character")}, got ${String(input).length}`;
  if (origin === "array")
    return `${bound} ${many(size, "item")}, got ${Array.isArray(input) ? input.length : 0}`;
  return `${bound} ${limit}${typeof input === "number" ? `, got ${input}` : ""}`;
}

/** Of several forms, what each expects where that is a kind of value; else that none of them fits. */
function union({ errors, input }: Issue<"invalid_union">): string {
  const expected = errors.flatMap(([first]) =>
    first?.code === "invalid_type" && first.path.length === 0
      ? [expectedKind(first.expected)]
      : first?.code === "invalid_value" && first.path.length === 0
        ? [quoted(first.values)]
        : [],
  );
  const isKnown = errors.length > 0 && expected.length === errors.length;
  return isKnown
    ? `expected ${[...new Set(expected)].join(" or ")}, got ${kindOf(input)}`
    : `expected another form than this, which is ${kindOf(input)}`;
}
