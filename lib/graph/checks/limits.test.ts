import { expect, test } from "vitest";
import { priceOf } from "../known-price.ts";
import { lookAt, type ProblemCase, set } from "./problem-cases.ts";

const limited = set("desk", ["limits", "maxCostNanos"], 200_000_000);

const cases: ProblemCase[] = [
  {
    what: "a limit of cost over a model of its own without a price",
    edits: [limited, set("desk", ["models", "own"], { id: "own", connectionId: null, model: "homemade" })],
    code: "no-price",
    at: "desk",
    says: "“Order desk” has a limit of cost, and nobody knows what its model homemade costs",
  },
  {
    what: "a limit of cost over a worker's second model without a price",
    edits: [
      limited,
      set(
        "retrieval",
        ["models"],
        [
          { id: "m1", connectionId: null, model: "gpt-5-mini" },
          { id: "m2", connectionId: null, model: "homemade" },
        ],
      ),
    ],
    code: "no-price",
    at: "retrieval",
    says: "nobody knows what “Data retrieval”'s model homemade costs",
  },
];

test.each(cases)("$what is told", (one) => {
  const { issue, mended, stubborn } = lookAt(one);
  expect(issue).toBeDefined();
  expect(mended).toBe(true);
  expect(stubborn).toEqual([]);
});

test("a limit of cost over models that have prices is none, nor is a limit of tokens over one that has not", () => {
  const priced = lookAt({ what: "", edits: [limited], code: "no-price" });
  expect(priced.issue).toBeUndefined();
  const tokens = [
    set("desk", ["limits", "maxTokens"], 100),
    set("desk", ["models", "own"], { id: "own", connectionId: null, model: "homemade" }),
  ];
  expect(lookAt({ what: "", edits: tokens, code: "no-price" }).issue).toBeUndefined();
});

test("the first price that fits holds; release days and providers are left out, stars stand for anything", () => {
  const prices = [
    { pattern: "own-*", input: 1, output: 2 },
    { pattern: "gpt-5-mini", input: 3, output: 4 },
    { pattern: "*", input: 5, output: 6 },
  ];
  expect(priceOf(prices, "own-7b")?.input).toBe(1);
  expect(priceOf(prices, "openai/gpt-5-mini-2025-08-07")?.input).toBe(3);
  expect(priceOf(prices, "gpt-5-mini.evil")?.input).toBe(5);
  expect(priceOf(prices.slice(0, 2), "gpt-5-minis")).toBeNull();
});

test("stars may stand for nothing, never for what another part needs, and many of them take no time", () => {
  const fits = (pattern: string, model: string) => priceOf([{ pattern }], model) !== null;
  expect([fits("a*b*c", "abc"), fits("a*b*c", "AxxBxxC"), fits("*", ""), fits("ab*", "ab")]).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect([fits("ab*ba", "aba"), fits("a*b*c", "acb"), fits("*b", "ab "), fits("a.c", "abc")]).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(fits(`${"a*".repeat(99)}b`, "a".repeat(200))).toBe(false);
});
