import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluate } from "./cel.ts";
import { freeReferenceName, isReserved, ReferenceName } from "./reference-name.ts";

test.each([
  ["Data retrieval", "data_retrieval"],
  ["  Überprüfung  (Größe)", "uberprufung_grosse"],
  ["3rd try", "step_3rd_try"],
  ["研究者", "agent"],
  ["Исследователь", "agent"],
  ["باحث", "agent"],
  ["🧭", "agent"],
  ["", "agent"],
  ["finish", "finish_2"],
  ["In", "in_2"],
  ["Constructor", "constructor_2"],
  ["Prototype", "prototype_2"],
  ["__proto__", "proto"],
  ["Input", "input_2"],
  ["x".repeat(200), "x".repeat(60)],
])("%j is read as %s", (name, expected) => {
  expect(freeReferenceName({ name, kind: "agent" })).toBe(expected);
});

test("any names get reference names that are unique, that CEL reads, and that no word of ours means", () => {
  const script = fc.constantFrom(
    "研",
    "究",
    "Я",
    "ب",
    "é",
    "ß",
    "A",
    "b",
    "7",
    " ",
    "-",
    "_",
    "finish",
    "in",
    "constructor",
  );
  const names = fc.array(fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: script })), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(names, (all) => {
      const taken = new Set<string>();
      for (const name of all) {
        const free = freeReferenceName({ name, kind: "agent" }, taken);
        expect(ReferenceName.safeParse(free).success).toBe(true);
        expect(taken.has(free) || isReserved(free, "agent")).toBe(false);
        expect(evaluate(`results.${free}`, { results: { [free]: name } })).toMatchObject({ value: name });
        taken.add(free);
      }
    }),
  );
});
