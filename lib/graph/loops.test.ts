import { expect, test } from "vitest";
import type { GraphEdge } from "./edge.ts";
import { emptyGraph } from "./graph.ts";
import { indexGraph } from "./graph-index.ts";
import { loopsOf } from "./loops.ts";
import { newNode } from "./new-node.ts";

/** Loops of a drawing written as `a>b` for a flow and `b<a` for a way back from a to b; `in` is the input. */
function loops(...flows: string[]) {
  const edges = flows.map((flow): GraphEdge => {
    const isBack = flow.includes("<");
    const [one = "", other = ""] = flow.split(/[<>]/);
    const ends = isBack ? { from: other, to: one } : { from: one, to: other };
    return {
      id: flow,
      kind: "flow",
      ...ends,
      context: [],
      ...(isBack && { back: { most: 3, usedUp: "fail" } }),
    };
  });
  const ids = [...new Set(edges.flatMap(({ from, to }) => [from, to]))].toSorted();
  const nodes = ids.map((id) => newNode(id === "in" ? "input" : "agent", id, { name: id }));
  const found = loopsOf(indexGraph({ ...emptyGraph(), nodes, edges }));
  return found.map(({ edge, steps, targetDominates }) => ({
    edge,
    steps: steps.join(" "),
    targetDominates,
  }));
}

test("a loop is its target and what lies between it and the source", () => {
  expect(loops("in>a", "a>c", "c>d", "a>b", "b>d", "d>e", "a<d")).toEqual([
    { edge: "a<d", steps: "a b c d", targetDominates: true },
  ]);
});

test("a step may go back to itself", () => {
  expect(loops("in>a", "a>b", "a<a")).toEqual([{ edge: "a<a", steps: "a", targetDominates: true }]);
});

test("an outer loop contains an inner one, in drawing order after its target", () => {
  expect(loops("in>d", "d>a", "a>b", "b>c", "a<b", "d<c", "c>e")).toEqual([
    { edge: "a<b", steps: "a b", targetDominates: true },
    { edge: "d<c", steps: "d a b c", targetDominates: true },
  ]);
});

test("a step from which an inner way back leads into the loop belongs to it", () => {
  expect(loops("in>a", "a>b", "b>c", "c>d", "a<c", "b<d", "d>e")).toEqual([
    { edge: "a<c", steps: "a b c d", targetDominates: true },
    { edge: "b<d", steps: "b c d", targetDominates: true },
  ]);
});

test("two ways back to one step are two loops", () => {
  expect(loops("in>a", "a>b", "b>c", "a<b", "a<c").map(({ steps }) => steps)).toEqual(["a b", "a b c"]);
});

test("a way in that misses the target is told by the target not dominating the source", () => {
  expect(loops("in>a", "a>b", "in>b", "a<b")).toMatchObject([{ targetDominates: false }]);
});

test("what control can't reach belongs to no loop that it can", () => {
  expect(loops("in>a", "a>b", "x>b", "a<b")).toEqual([{ edge: "a<b", steps: "a b", targetDominates: true }]);
});

test("2,000 steps in a row with 8,000 ways back are worked out in moments", () => {
  const id = (at: number) => `a${`${at}`.padStart(4, "0")}`;
  const row = Array.from({ length: 1_999 }, (_, at) => `${id(at)}>${id(at + 1)}`);
  const back = Array.from(
    { length: 8_000 },
    (_, at) => `${id((at * 7) % 1_000)}<${id(1_000 + (at % 1_000))}`,
  );
  const found = loops(`in>${id(0)}`, ...row, ...new Set(back));
  expect(found.every(({ targetDominates }) => targetDominates)).toBe(true);
});
