import { expect, test } from "vitest";
import type { Json } from "../json.ts";
import type { JsonSchema } from "../json-schema.ts";
import { misfit } from "../schema-check.ts";
import { emptyValue } from "./empty-value.ts";

const rows: JsonSchema = { type: "array", items: { type: "object" } };

test.each<[what: string, schema: JsonSchema, value: Json]>([
  ["a list", rows, []],
  ["a number", { type: "number" }, 0],
  ["a number with bounds", { type: "integer", minimum: 3 }, 3],
  ["a text", { type: "string" }, ""],
  ["one of a few", { type: "string", enum: ["low", "high"] }, "low"],
  [
    "an object that requires nothing",
    { type: "object", properties: { rows, rowCount: { type: "integer" }, body: {} } },
    { rows: [], rowCount: 0 },
  ],
  [
    "an object",
    { type: "object", properties: { ok: { type: "boolean" }, why: { type: "string" } }, required: ["ok"] },
    { ok: false },
  ],
])("the emptiest value for %s has nothing invented", (_, schema, value) => {
  expect(emptyValue(schema)).toEqual(value);
});

test("where nothing empty fits, the value is made up", () => {
  const schema: JsonSchema = { type: "string", minLength: 3 };
  expect(misfit(schema, emptyValue(schema) ?? null)).toBeNull();
});
