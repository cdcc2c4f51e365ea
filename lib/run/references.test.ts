import { expect, test } from "vitest";
import { referencesIn, referencesOf, usableReferences } from "./references.ts";
import type { Turn, TurnCall } from "./state.ts";

const value = { hash: "h", salt: "s", bytes: 2, inline: "{}" };

/** A turn whose calls came back so; null: not yet. */
function turn(model: number, ...calls: [name: string, status: "ok" | "cancelled" | null][]): Turn {
  return {
    model,
    text: value,
    thinking: null,
    end: null,
    output: null,
    repaired: false,
    accepted: null,
    calls: calls.map(
      ([name, status], index): TurnCall => ({
        id: `call-${model}-${index}`,
        name,
        arguments: value,
        problem: null,
        references: [],
        note: "",
        index,
        span: model + index + 1,
        answer: status && { span: model + index + 1, outcome: { status }, result: value },
      }),
    ),
  };
}

const first = turn(10, ["find", "ok"], ["decide", "cancelled"], ["find", null]);
const second = turn(20, ["find", "ok"], ["decide", "ok"]);
const visit = { references: referencesIn([], first), turns: [first, second] };
const named = (references: ReturnType<typeof referencesOf>) => references.map(({ reference }) => reference);

test("results are counted by the name of their call, in the order the calls were made", () => {
  expect(named(referencesOf(visit))).toEqual(["find#1", "decide#1", "find#2", "decide#2"]);
});

test("a call keeps its reference when later ones come back", () => {
  expect(named(referencesOf(visit)).slice(0, 2)).toEqual(named(referencesOf(visit, "before-last")));
});

test("only what ended well can be referred to, under the reference that it has among all", () => {
  expect(named(usableReferences(visit))).toEqual(["find#1", "find#2", "decide#2"]);
});
