import { expect, test } from "vitest";
import { controlWords, flowWords } from "./flow-words.ts";

const flow = { id: "e", kind: "flow", from: "a", to: "b", context: [] } as const;
const back = { most: 3, usedUp: "fail" } as const;

test.each([
  [{}, false, null],
  [{}, true, "else"],
  [{ when: "results.a.ok" }, false, "if results.a.ok"],
  [{ when: " results.a\n  .ok " }, true, "if results.a .ok"],
  [{ when: "" }, true, "if …"],
  [{ on: "failed" }, false, "if it fails"],
  [{ on: "failed", when: "failure.code == 'x'" }, false, "if it fails and failure.code == 'x'"],
  [{ back }, false, "back, at most 3 times"],
  [{ back: { ...back, most: 1 }, when: "true" }, false, "back, at most once, if true"],
  [{ back }, true, "back, at most 3 times, else"],
] as const)("%j is said in words", (more, fromBranch, words) => {
  expect(flowWords({ ...flow, context: [], ...more }, fromBranch)).toBe(words);
});

test("a handoff is said in words, and back with its bound", () => {
  const handoff = { id: "e", kind: "handoff" as const, from: "a", to: "b", context: [] };
  expect(controlWords(handoff, false)).toBe("hands over");
  expect(controlWords({ ...handoff, back }, false)).toBe("hands back, at most 3 times");
  expect(controlWords({ ...flow, context: [], back }, true)).toBe("back, at most 3 times, else");
});
