import { expect, test } from "vitest";
import { misfit } from "./schema-check.ts";

const of = (type: "string" | "integer" | "number" | "boolean") => ({
  type: "object" as const,
  properties: { id: { type }, list: { type: "array" as const, items: { type } } },
  required: [],
});

test.each(["string", "number", "integer"] as const)(
  "a number kept as text fits a %s, also in a list",
  (type) => {
    expect(misfit(of(type), { id: "9007199254740993", list: ["12345678901234567890"] })).toBeNull();
  },
);

test("so do whole numbers that a double holds, though they are not safe to count with", () => {
  expect(misfit(of("integer"), { id: 9_007_199_254_740_994 })).toBeNull();
});

test("they fit nothing else, and a fraction is no integer", () => {
  expect(misfit(of("boolean"), { id: "9007199254740993" })).toContain("id");
  expect(misfit(of("integer"), { id: "1.12345678901234567890" })).toContain("id");
});

test("other texts are no numbers", () => {
  for (const id of ["12", "9007199254740993 ", "x", ""]) expect(misfit(of("number"), { id })).toContain("id");
});
