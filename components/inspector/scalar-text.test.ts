import { expect, test } from "vitest";
import { parseLines, parseScalar } from "./scalar-text.ts";

test.each([
  ["12", "integer", { value: 12 }],
  ["1.5", "number", { value: 1.5 }],
  ["true", "boolean", { value: true }],
  ["12", "string", { value: "12" }],
  ["", "integer", { value: undefined }],
  ["1.5", "integer", { problem: "Expected a whole number, got “1.5”." }],
  ["many", "number", { problem: "Expected a number, got “many”." }],
  ["yes", "boolean", { problem: "Expected true or false, got “yes”." }],
] as const)("%j in a field of type %s", (text, type, parsed) => {
  expect(parseScalar(text, type)).toEqual(parsed);
});

test("each line is a value, empty ones are none", () => {
  expect(parseLines("1\n\n 2 ", "integer")).toEqual({ values: [1, 2] });
  expect(parseLines("1\ntwo", "integer")).toEqual({ problem: "Expected a number, got “two”." });
});
