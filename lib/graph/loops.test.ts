import { expect, test } from "vitest";
import { indexGraph } from "./graph-index.ts";
import { loopsOf } from "./loops.ts";
import { drawing } from "./test-drawing.ts";

const loops = (...flows: string[]) =>
  loopsOf(indexGraph(drawing(...flows))).map(({ edge, steps, targetDominates }) => ({
    edge,
    steps: steps.join(" "),
    targetDominates,
  }));

test("a loop is its target and what lies between it and the source", () => {
  expect(loops("in>a", "a>c", "c>d", "a>b", "b>d", "d>e", "a<d")).toEqual([
    { edge: "d-a-back", steps: "a c d b", targetDominates: true },
  ]);
});

test("a step may go back to itself", () => {
  expect(loops("in>a", "a>b", "a<a")).toEqual([{ edge: "a-a-back", steps: "a", targetDominates: true }]);
});

test("an outer loop contains an inner one; its target comes first, the others in drawing order", () => {
  expect(loops("c>e", "in>d", "d>a", "a>b", "b>c", "a<b", "d<c")).toEqual([
    { edge: "b-a-back", steps: "a b", targetDominates: true },
    { edge: "c-d-back", steps: "d c a b", targetDominates: true },
  ]);
});

test("a step from which an inner way back leads into the loop belongs to it", () => {
  expect(loops("in>a", "a>b", "b>c", "c>d", "a<c", "b<d", "d>e")).toEqual([
    { edge: "c-a-back", steps: "a b c d", targetDominates: true },
    { edge: "d-b-back", steps: "b c d", targetDominates: true },
  ]);
});

test("two ways back to one step are two loops", () => {
  expect(loops("in>a", "a>b", "b>c", "a<b", "a<c").map(({ steps }) => steps)).toEqual(["a b", "a b c"]);
});

test("a step that is reached when something fails belongs to the loop too", () => {
  expect(loops("in>a", "a>mend!", "a>b", "mend>b", "a<b").map(({ steps }) => steps)).toEqual(["a mend b"]);
});

test("a way in that misses the target is told by the target not dominating the source", () => {
  expect(loops("in>a", "a>b", "in>b", "a<b")).toMatchObject([{ targetDominates: false }]);
});

test("what control can't reach belongs to no loop that it can", () => {
  expect(loops("in>a", "a>b", "x>b", "a<b")).toMatchObject([{ steps: "a b", targetDominates: true }]);
});

test("2,000 steps in a row with 8,000 ways back are worked out in moments", () => {
  const row = Array.from({ length: 1_999 }, (_, at) => `a${at}>a${at + 1}`);
  const back = Array.from({ length: 8_000 }, (_, at) => `a${(at * 7) % 1_000}<a${1_000 + (at % 1_000)}`);
  const found = loopsOf(indexGraph(drawing("in>a0", ...row, ...back)));
  expect(found.every(({ targetDominates }) => targetDominates)).toBe(true);
  expect(found.at(-1)).toMatchObject({ target: "a993", source: "a1999" });
  expect(found.at(-1)?.steps).toHaveLength(1_007);
});

test("the exits of a loop are the flows out of it that don't begin where the way back does", () => {
  const [loop] = loopsOf(indexGraph(drawing("in>a", "a>b", "a>out", "b>c", "a<b", "b>out!", "b>d")));
  expect([loop?.steps, loop?.exits]).toEqual([["a", "b"], [{ edge: "a-out", from: "a" }]]);
});
