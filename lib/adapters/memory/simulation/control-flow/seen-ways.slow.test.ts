import { expect, test } from "vitest";
import { disagreements } from "./seen-ways.ts";
import { type SmallGraph, smallGraphs } from "./small-graphs.ts";

function* oneIn(many: number, graphs: Iterable<SmallGraph>): Generator<SmallGraph> {
  let at = 0;
  for (const graph of graphs) if (at++ % many === 0) yield graph;
}

test("with ways back, and of five steps, steps begin in just the ways that are told of the drawing", {
  timeout: 300_000,
}, () => {
  for (const graph of [...oneIn(7, smallGraphs(2, 2)), ...oneIn(211, smallGraphs(3, 0))]) {
    const { steps, flows } = graph.plan;
    const found = disagreements(graph);
    if (found.length > 0) expect(found, JSON.stringify({ steps, flows })).toEqual([]);
  }
});
