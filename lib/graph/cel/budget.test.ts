import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluate, evaluateText } from "../cel.ts";
import type { JsonObject } from "../json.ts";
import { render } from "../template.ts";
import { Budget, MAX_STEPS } from "./budget.ts";

const rows = (length: number) => Array.from({ length }, (_, n) => ({ n, sku: `s${n}` }));

/** The steps that an evaluation takes, and whether it came to its end. */
function stepsOf(source: string, scope: JsonObject = {}): { steps: number; ok: boolean } {
  const budget = new Budget();
  const { ok } = evaluate(source, scope, budget);
  return { steps: budget.used, ok };
}

const expression = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 5, depthSize: "small" },
    fc.constantFrom(
      "1",
      "2.5",
      '"ab"',
      "true",
      "null",
      "d.list",
      "d.text",
      "d.n",
      "x",
      "d.rows",
      "d.nothing",
    ),
    fc
      .tuple(tie("any"), fc.constantFrom("+", "-", "*", "/", "%", "==", "<", "in", "&&", "||"), tie("any"))
      .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
    fc
      .tuple(tie("any"), fc.constantFrom("all", "exists", "exists_one", "map", "filter"), tie("any"))
      .map(([list, macro, body]) => `${list}.${macro}(x, ${body})`),
    fc.tuple(tie("any"), tie("any")).map(([value, body]) => `cel.bind(x, ${value}, ${body})`),
    fc.array(tie("any"), { maxLength: 4 }).map((items) => `[${items.join(", ")}]`),
    fc.tuple(tie("any"), tie("any")).map(([a, b]) => `{"a": ${a}, "b": ${b}}`),
    fc
      .tuple(fc.constantFrom("contains", "split", "join", "indexOf", "size"), tie("any"), tie("any"))
      .map(([name, a, b]) => (name === "size" ? `size(${a})` : `${a}.${name}(${b})`)),
    fc.tuple(tie("any"), tie("any"), tie("any")).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
  ),
}));

test("every evaluation ends within its budget, and equal inputs take equal steps", () => {
  const scope = { d: { list: [1, 2, 3], text: "ab😀".repeat(40), n: 7, rows: rows(60) } };
  fc.assert(
    fc.property(expression.any, fc.integer({ min: 1, max: 20_000 }), (source, limit) => {
      const [first, second] = [new Budget(limit), new Budget(limit)];
      const a = evaluate(source, scope, first);
      const b = evaluate(source, structuredClone(scope), second);
      expect(b).toEqual(a);
      expect(second.used).toBe(first.used);
      expect(first.used).toBeLessThanOrEqual(limit);
      // A larger budget changes nothing but whether there is enough of it.
      if (a.ok) expect(evaluate(source, scope)).toEqual(a);
      if (a.ok)
        expect(JSON.stringify(a.value).length).toBeLessThanOrEqual(64 * limit + JSON.stringify(scope).length);
    }),
    { numRuns: 300 },
  );
});

test.each<[string, string, JsonObject]>([
  ["three lists inside each other", "d.all(a, d.all(b, d.all(c, true)))", { d: rows(10_000) }],
  ["a list searched for each of its items", "d.filter(x, d.exists(y, y.n == -1))", { d: rows(10_000) }],
  ["`in` over a list for each item", "d.filter(x, x in d)", { d: rows(10_000) }],
  ["large structures compared", "d.all(x, d == e)", { d: rows(2_000), e: rows(2_000) }],
  [
    "a text made four times as long, again and again",
    `${"cel.bind(s, s + s + s + s, ".repeat(12)}s${")".repeat(12)}`,
    { s: "abcd" },
  ],
  [
    "a list made four times as long, again and again",
    `${"cel.bind(l, l + l + l + l, ".repeat(12)}l${")".repeat(12)}`,
    { l: [1] },
  ],
  [
    "a result that holds itself four times, again and again",
    `${"cel.bind(l, [l, l, l, l], ".repeat(12)}l${")".repeat(12)}`,
    { l: [1] },
  ],
  ["data many times in a result", `d.map(x, d)`, { d: rows(5_000) }],
  [
    "a long text searched for each item",
    "d.filter(x, t.contains(x.sku))",
    { d: rows(10_000), t: "s".repeat(1_000_000) },
  ],
  ["failures that are made up for", "d.exists(x, d.exists(y, y.nothing))", { d: rows(10_000) }],
  ["a text split into its characters", "d.map(x, t.split(''))", { d: rows(1_000), t: "a".repeat(10_000) }],
  [
    "keys of an object",
    "d.all(k, d.all(j, d.all(i, true)))",
    { d: Object.fromEntries(rows(5_000).map(({ sku, n }) => [sku, n])) },
  ],
])("%s ends at the limit", (_, source, scope) => {
  expect(stepsOf(source, scope)).toEqual({ steps: MAX_STEPS, ok: false });
});

test("data that isn't read, or is handed on as it is, costs nothing", () => {
  const large = { rows: rows(20_000) };
  expect(stepsOf("1 + 1", { input: large }).steps).toBe(4);
  expect(stepsOf("input.rows", { input: large })).toEqual({ steps: 2, ok: true });
  const scope = { input: large };
  const value = evaluate("input.rows", scope);
  expect(value.ok && value.value).toBe(large.rows);
});

test("an honest pass over a tool's ten thousand rows has room many times over", () => {
  const source = 'd.filter(r, r.n % 7 == 0 && r.sku.startsWith("s1")).map(r, {"sku": r.sku, "n": r.n * 2})';
  const { ok, steps } = stepsOf(source, { d: rows(10_000) });
  expect(ok).toBe(true);
  expect(steps).toBeLessThan(MAX_STEPS / 5);
});

test("twice the items take about twice the steps", () => {
  for (const source of ["d.all(x, x.n >= 0)", "d.map(x, x.sku).join(',')", "size(d.filter(x, x.n > 5))"]) {
    const [once, twice] = [
      stepsOf(source, { d: rows(1_000) }).steps,
      stepsOf(source, { d: rows(2_000) }).steps,
    ];
    expect(twice / once).toBeGreaterThan(1.8);
    expect(twice / once).toBeLessThan(2.2);
  }
});

test("a text has one budget for all its places", () => {
  const scope = { d: rows(10_000) };
  const template = "{{ size(d.filter(x, x.n > 5)) }} ".repeat(200);
  const { missing } = render(template, scope);
  expect(missing.length).toBeGreaterThan(100);
  expect(missing.at(-1)?.message).toContain("more than 1,000,000 steps");
});

test("a text that data makes too long fails", () => {
  const budget = new Budget();
  const scope = { t: "x".repeat(1_000_000) };
  const texts = Array.from({ length: 50 }, () => evaluateText("t", scope, budget));
  expect(texts.filter(({ ok }) => ok).length).toBeLessThan(32);
});
