import fc from "fast-check";
import { expect, test } from "vitest";
import type { Rule } from "../../../graph/tool.ts";
import { evaluateRules } from "./evaluate-rules.ts";

const rule = (id: string, when: string, result = id, priority = 0): Rule => ({
  id,
  name: `Rule ${id}`,
  when,
  result,
  priority,
});

test("rules that hold fire in the order of their priority, with the values they read", () => {
  const findings = evaluateRules(
    [
      rule(
        "low",
        "parameters.days > 3",
        "{{ parameters.days }} days late for {{ parameters.customer.name }}",
        10,
      ),
      rule("high", "parameters.customer.tier == 'key'", "call {{ parameters.customer.name }}", 90),
      rule("same", "true", "always", 10),
      rule("not", "parameters.days > 30"),
    ],
    { days: 6, customer: { name: "Larkhill", tier: "key" } },
  );
  expect(findings).toEqual({
    outcome: "call Larkhill",
    fired: [
      {
        id: "high",
        name: "Rule high",
        priority: 90,
        result: "call Larkhill",
        read: { "parameters.customer.tier": "key", "parameters.customer.name": "Larkhill" },
      },
      {
        id: "low",
        name: "Rule low",
        priority: 10,
        result: "6 days late for Larkhill",
        read: { "parameters.days": 6, "parameters.customer.name": "Larkhill" },
      },
      { id: "same", name: "Rule same", priority: 10, result: "always", read: {} },
    ],
    notFired: [{ id: "not", name: "Rule not" }],
    unevaluated: [],
  });
});

test.each([
  [
    "a value that is not there",
    "parameters.stock.available < 3",
    /“parameters” has no field “stock”; it has “days”/,
  ],
  ["a condition that can't be read", "parameters.days >", /can't be evaluated/],
  ["types that can't be compared", "parameters.days > 'six'", /can't be evaluated/],
  ["a condition that is a number", "parameters.days", /Expected the condition to be true or false, got 6/],
  ["a call into JavaScript", "parameters.constructor.constructor('return process')()", /can't be evaluated/],
])("%s is reported, and the other rules fire all the same", (_, when, reason) => {
  const findings = evaluateRules([rule("bad", when), rule("good", "parameters.days == 6")], { days: 6 });
  expect(findings.unevaluated).toEqual([
    expect.objectContaining({ id: "bad", reason: expect.stringMatching(reason) }),
  ]);
  expect(findings.fired.map((fired) => fired.id)).toEqual(["good"]);
});

test("a result that can't be filled is reported, not sent with a hole", () => {
  const findings = evaluateRules([rule("r", "true", "refund {{ parameters.amount }}")], {});
  expect(findings.fired).toEqual([]);
  expect(findings.unevaluated).toEqual([
    expect.objectContaining({ id: "r", reason: expect.stringContaining("{{ parameters.amount }}") }),
  ]);
});

test("every rule is in exactly one list, whatever the conditions are", () => {
  const conditions = fc.constantFrom(
    "true",
    "false",
    "parameters.a > 1",
    "1",
    "parameters.b.c == 2",
    "(",
    "'x'",
  );
  fc.assert(
    fc.property(fc.array(conditions, { maxLength: 20 }), fc.integer(), (whens, a) => {
      const rules = whens.map((when, index) => rule(`r${index}`, when, "x", index % 3));
      const { fired, notFired, unevaluated } = evaluateRules(rules, { a });
      expect([...fired, ...notFired, ...unevaluated].map((entry) => entry.id).sort()).toEqual(
        rules.map(({ id }) => id).sort(),
      );
      expect(fired.map((entry) => entry.priority)).toEqual(
        fired.map((entry) => entry.priority).toSorted((x, y) => y - x),
      );
    }),
  );
});
