import { expect, test } from "vitest";
import type { Json } from "../graph/json.ts";
import type { PlanStep } from "../plan/plan.ts";
import { checked } from "./fill-fields.ts";

const letter: PlanStep = {
  ...{ id: "letter", name: "Letter", callName: "letter", description: "", kind: "workflow" },
  ...{ join: { needs: "all", withinMs: null }, onFailure: null, plan: "w@1" },
  parameters: {
    type: "object",
    properties: { facts: { type: "string" }, lines: { type: "array", items: { type: "number" } }, any: {} },
    required: ["facts", "any"],
  },
};

const why = (json: Record<string, Json>) => {
  const filled = checked(letter, [], { ok: true, json, reads: [] });
  return filled.ok ? null : `${filled.code}: ${filled.message}`;
};

test("what a step needs and doesn't get is said in plain words", () => {
  expect(why({ any: 1 })).toBe(
    'wrong-arguments: "Letter" needs facts (a text), and nothing was handed over.',
  );
  expect(why({})).toBe(
    'wrong-arguments: "Letter" needs facts (a text) and any, and nothing was handed over.',
  );
});

test("so is what doesn't fit, and where", () => {
  expect(why({ facts: "x", any: null, lines: [1, "2"] })).toBe(
    'wrong-arguments: "Letter" can\'t be used with these arguments: lines.1: expected a number, got a text.',
  );
  expect(why({ facts: "x", any: null })).toBeNull();
});
