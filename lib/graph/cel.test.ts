import { expect, test } from "vitest";
import { checkExpression, evaluate, pathsRead, references } from "./cel.ts";

test.each([
  ["input.orderId", ["input.orderId"]],
  ["results.a.rows[0].sku == context.sku", ["results.a.rows", "context.sku"]],
  ['results["a"].x + results.?b.?c.orValue("")', ["results.a.x", "results.b.c"]],
  ["results.a.rows.exists(r, r.n > context.limit)", ["results.a.rows", "context.limit"]],
  ["has(results.a.b) ? results.a.b : 0", ["results.a.b"]],
  ["cel.bind(x, results.a, x + 1)", ["results.a"]],
  ["rows[results.at].x", ["results.at", "rows"]],
  ["2 +", []],
])("%s reads %j", (source, paths) => {
  expect(pathsRead(source).toSorted()).toEqual(paths.toSorted());
});

test("each name of a reference knows where it stands", () => {
  const source = 'size(results . rows_of["first"].x)';
  const [reference] = references(source);
  const names = (reference?.steps ?? []).map((step) =>
    "item" in step ? "" : source.slice(step.start, step.end),
  );
  expect(names).toEqual(["rows_of", "first", "x"]);
});

test.each([
  ["2 +", "Unexpected token", 3],
  ["nothing(1)", "nothing(int)", 0],
  ['true ? 1 : "a"', "same type", 0],
  ['size(a) > 1 && a.matches("(x+)+y")', "matches() is not available", 15],
  ["x".repeat(2_001), "at most 2000 characters", null],
])("a wrong expression is told with its place: %s", (source, message, at) => {
  expect(checkExpression(source)).toMatchObject({ message: expect.stringContaining(message), at });
});

test("whole and other numbers calculate together", () => {
  expect(evaluate("n * 1.5 + n", { n: 2 })).toEqual({ ok: true, value: 5, reads: ["n"] });
});
