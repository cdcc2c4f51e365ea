import { expect, test } from "vitest";
import { z } from "zod";
import type { Json } from "./json.ts";
import { misfit } from "./schema-check.ts";
import { inPlainWords } from "./schema-words.ts";

const object = (type: string, more: Record<string, unknown> = {}) => ({
  type: "object",
  properties: { a: { type, ...more } },
  required: ["a"],
});

test.each<[schema: Record<string, unknown>, value: Json, words: string]>([
  [object("string"), {}, "a: expected a text, got nothing"],
  [object("number"), { a: "7" }, "a: expected a number, got a text"],
  [object("integer"), { a: 1.5 }, "a: expected a whole number, got a fraction"],
  [object("boolean"), { a: null }, "a: expected true or false, got null"],
  [object("array"), { a: {} }, "a: expected a list, got an object"],
  [object("object"), { a: [1] }, "a: expected an object, got a list"],
  [object("string"), { a: true }, "a: expected a text, got true"],
  [{ type: "object", properties: { a: {} }, required: ["a"] }, {}, "a: expected a value, got nothing"],
  [object("string", { enum: ["x", "y"] }), { a: "z" }, 'a: expected one of "x", "y", got another text'],
  [object("string", { enum: ["x"] }), { a: 1 }, 'a: expected "x", got a number'],
  [object("string", { minLength: 2 }), { a: "é" }, "a: expected at least 2 characters, got 1"],
  [object("string", { maxLength: 1 }), { a: "abc" }, "a: expected at most 1 character, got 3"],
  [object("number", { minimum: 2 }), { a: 1 }, "a: expected at least 2, got 1"],
  [object("string", { format: "date-time" }), { a: "soon" }, "a: expected a date and time, got another text"],
  [
    { type: "object", properties: {}, additionalProperties: false },
    { b: 1, c: 2 },
    'expected no fields "b", "c"',
  ],
  [{ anyOf: [{ type: "string" }, { type: "null" }] }, 1, "expected a text or null, got a number"],
  [
    object("array", { items: { type: "object", properties: { amount: { type: "number" } } } }),
    { a: [{ amount: "x" }] },
    "a.0.amount: expected a number, got a text",
  ],
])("%j refuses %j in plain words", (schema, value, words) => {
  expect(misfit(schema, value)).toBe(words);
});

test("no message is the library's own, whatever is wrong", () => {
  const schema = z.strictObject({
    text: z.string().min(3).max(5),
    id: z.uuid(),
    at: z.iso.datetime(),
    many: z.array(z.int()).min(1).max(2),
    record: z.record(z.string(), z.number()),
    either: z.discriminatedUnion("by", [z.object({ by: z.literal("x") }), z.object({ by: z.literal("y") })]),
    step: z.number().multipleOf(2).positive().lt(10),
    code: z.string().regex(/^[a-z]+$/),
  });
  const values: unknown[] = [
    undefined,
    null,
    {},
    {
      text: "a",
      id: "no",
      at: "then",
      many: [],
      record: { a: "b" },
      either: { by: "z" },
      step: -3,
      code: "7",
    },
    {
      text: "abcdefg",
      id: 1,
      at: 2,
      many: [1, 2.5, "3"],
      record: [],
      either: 5,
      step: 12,
      code: null,
      more: 1,
    },
  ];
  for (const value of values)
    for (const { message } of schema.safeParse(value, { error: inPlainWords }).error?.issues ?? [])
      expect(message).toMatch(/^expected [^<>=]+$/);
});

test("words that a schema has of its own stay", () => {
  const schema = z.string().regex(/^a/, "expected an a first");
  expect(schema.safeParse("b", { error: inPlainWords }).error?.issues[0]?.message).toBe(
    "expected an a first",
  );
});
