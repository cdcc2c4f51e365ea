import { expect, test } from "vitest";
import type { FieldType } from "../graph/json-schema.ts";
import { asDeclared } from "./declared-types.ts";

const field = (name: string, type?: FieldType) => ({
  name,
  schema: type === undefined ? {} : { type },
  required: true,
  fill: { by: "path" as const, path: "input" },
});

test("what fits stays as it is, whole numbers in place of numbers and missing values too", () => {
  const json = { text: "a", number: 2, open: { any: 1 }, none: null };
  const fields = [
    field("text", "string"),
    field("number", "number"),
    field("open"),
    field("none", "object"),
    field("away", "string"),
  ];
  expect(asDeclared(fields, json)).toEqual({ ok: true, json, converted: [] });
});

test("an object, a list or a number in a text is handed over as JSON, and told", () => {
  const json = { customer: { name: "Mara" }, tags: ["a"], amount: 7 };
  const fields = [field("customer", "string"), field("tags", "string"), field("amount", "string")];
  expect(asDeclared(fields, json)).toEqual({
    ok: true,
    json: { customer: '{"name":"Mara"}', tags: '["a"]', amount: "7" },
    converted: ["customer", "tags", "amount"],
  });
});

test("a text where a number is declared is refused with what was expected and what came", () => {
  expect(asDeclared([field("amount", "number")], { amount: "much" })).toEqual({
    ok: false,
    message: expect.stringContaining('amount: expected a number, got a text ("much")'),
  });
});
