import { expect, test } from "vitest";
import { disagreements } from "./seen-ways.ts";
import { smallGraphs } from "./small-graphs.ts";

test("steps begin in just the ways that are told of the drawing, in every graph of three steps, and of four without ways back", () => {
  let graphs = 0;
  for (const graph of [...smallGraphs(1, 2), ...smallGraphs(2, 0)]) {
    graphs += 1;
    const { steps, flows } = graph.plan;
    expect(disagreements(graph), JSON.stringify({ steps, flows })).toEqual([]);
  }
  expect(graphs).toBe(397);
});
