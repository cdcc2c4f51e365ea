import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluate, pathsRead } from "../../../../graph/cel.ts";
import { randomExpression, randomScope } from "./random-expression.ts";
import { readsOf, referenceValue } from "./reference-value.ts";

test("both evaluators come to the same value, or both to none", () => {
  let values = 0;
  const property = fc.property(randomExpression, randomScope, (source, scope) => {
    const theirs = evaluate(source, scope);
    // They count what work an expression is, and the reference doesn't.
    if (!theirs.ok && /at most|steps|nested/.test(theirs.message)) return;
    if (theirs.ok) values += 1;
    const { ok, value } = { value: null, ...theirs };
    expect({ value: null, ...referenceValue(source, scope) }).toEqual({ ok, value });
  });
  fc.assert(property, { seed: 7, numRuns: 8_000 });
  expect(values).toBeGreaterThan(1_500);
});

test.each([
  ["1 + 2 * 3 == 7 && !false", true],
  ['"a" + "b" in ["ab"]', true],
  ["-2 - -3", 1],
  ["results.list.filter(x, x > 1).map(x, x * 2)", [4, 6]],
  ["size(results.list) >= 2 ? results.list[0] : 9", 1],
  ["has(results.none) || results.list.exists(x, x.y || x == 3)", true],
  ["1 < 2 == true", true],
])("%s", (source, value) => {
  const scope = { results: { list: [1, 2, 3] } };
  expect(referenceValue(source, scope)).toEqual({ ok: true, value });
  expect(evaluate(source, scope)).toMatchObject({ ok: true, value });
});

test.each([
  "1 +",
  "results.missing",
  "1 / 0",
  '1 + "a"',
  "size(1)",
  "1 ? 2 : 3",
  "unknown",
  "has(results)",
  "''.foo()",
])("%s has no value", (source) => {
  expect(referenceValue(source, { results: {} })).toEqual({ ok: false });
  expect(evaluate(source, { results: {} }).ok).toBe(false);
});

test("what an expression reads is what the checker of drawings says it reads", () => {
  for (const source of [
    "results.a.b + size(input.list)",
    'has(results.a.c) ? results["a"] : {"of": input}',
    "input.list.all(x, x.y > results.z)",
    "[rounds.a][0]",
  ])
    expect(
      readsOf(source)
        .map((path) => path.join("."))
        .toSorted(),
      source,
    ).toEqual(pathsRead(source).toSorted());
});
