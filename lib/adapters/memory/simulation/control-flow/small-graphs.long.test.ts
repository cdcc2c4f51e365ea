import { expect, test } from "vitest";
import { judged } from "./judged.ts";
import { type SmallGraph, smallGraphs } from "./small-graphs.ts";

/** Of the graphs of five steps with a way back, every how many-th is tried. */
const EVERY = Number(process.env.TUTTI_SMALL_GRAPHS_EVERY ?? 1);
/** And of those with two, which would take hours. */
const SOME = 23;

test("every run of every graph of five steps ends as it should", () => {
  const { graphs, moves, ends } = judged(smallGraphs(3, 0));
  console.table({ graphs, moves, ...Object.fromEntries(ends) });
  expect(graphs).toBe(75_565);
});

test("every run of every graph of five steps with a way back ends as it should", () => {
  const { graphs, moves, ends } = judged(everyNth(smallGraphs(3, 1), EVERY));
  console.table({ graphs, moves, ...Object.fromEntries(ends) });
  expect(graphs).toBe(Math.ceil(1_100_189 / EVERY));
});

test("every run of some graphs of five steps with two ways back ends as it should", () => {
  const { graphs, moves, ends } = judged(everyNth(smallGraphs(3, 2, 2), SOME * EVERY));
  console.table({ graphs, moves, ...Object.fromEntries(ends) });
  expect(graphs).toBeGreaterThan(0);
});

function* everyNth(graphs: Iterable<SmallGraph>, every: number): Generator<SmallGraph> {
  let at = 0;
  for (const graph of graphs) if (at++ % every === 0) yield graph;
}
