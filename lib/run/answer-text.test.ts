import fc from "fast-check";
import { expect, test } from "vitest";
import { isRefusedKey } from "../graph/json.ts";
import { answerText } from "./answer-text.ts";

const ok = { status: "ok" } as const;
const told = (result: unknown, form: "whole" | "summary") =>
  answerText({ outcome: ok, result: JSON.stringify(result), form, reference: "retrieval#1" });

test("a tool's result is told whole, and a worker's small one with its reference", () => {
  expect(told({ rows: 2 }, "whole")).toBe('{"rows":2}');
  expect(JSON.parse(told({ rows: 2 }, "summary"))).toEqual({ ref: "retrieval#1", result: { rows: 2 } });
});

test("of a large result the texts are cut, the lists counted and what is deep is named", () => {
  const large = { text: "y".repeat(2_000), rows: [1, 2, 3], a: { b: { c: 1, d: 2 } } };
  const { ref, summary } = JSON.parse(told(large, "summary"));
  expect(ref).toBe("retrieval#1");
  expect(summary.text).toMatch(/^y{200,300}.*\(2000 characters\)$/);
  expect(summary.rows).toBe("3 items");
  expect(summary.a.b).toBe("object with c, d");
});

test("whatever a worker returns, a summary stays short and holds no half characters", () => {
  const value = fc.oneof(
    fc.string({ unit: "binary", minLength: 200, maxLength: 2_000 }),
    // A log holds no refused key, so no result has one.
    fc.dictionary(
      fc.string({ maxLength: 20 }).filter((key) => !isRefusedKey(key)),
      fc.string({ unit: "binary", maxLength: 2_000 }),
      { maxKeys: 40 },
    ),
  );
  fc.assert(
    fc.property(value, (json) => {
      const text = told(json, "summary");
      expect(JSON.stringify(JSON.parse(text)).length).toBeLessThan(21 * 2_400);
      const { summary } = JSON.parse(text);
      if (typeof summary === "string") expect(summary.isWellFormed()).toBe(true);
    }),
  );
});

test("a call that did not end well is told with what went wrong", () => {
  const failure = { code: "timeout", message: "It took too long.", retryable: true };
  const error = (outcome: Parameters<typeof answerText>[0]["outcome"]) =>
    JSON.parse(answerText({ outcome, result: null, form: "whole", reference: "a#1" })).error;
  expect(error({ status: "failed", failure })).toEqual(failure);
  expect(error({ status: "cancelled" })).toMatchObject({ code: "cancelled", retryable: false });
});
