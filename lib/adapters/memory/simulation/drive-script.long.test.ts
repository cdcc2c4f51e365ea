import { expect, test } from "vitest";
import { scriptsOf } from "./control-flow/every-order.ts";
import { type SmallGraph, smallGraphs } from "./control-flow/small-graphs.ts";
import { scriptDifference } from "./drive-script.ts";

/** Of all graphs every how many-th is tried, to be quicker. */
const EVERY = Number(process.env.TUTTI_SMALL_GRAPHS_EVERY ?? 1);

test.each([
  ["four steps with up to two ways back", () => smallGraphs(2, 2), 1],
  ["five steps", () => smallGraphs(3, 0), 1],
  ["five steps with a way back", () => smallGraphs(3, 1, 1), 307],
  ["five steps with two ways back", () => smallGraphs(3, 2, 2), 1_009],
])(
  "the engine comes to what the reference says in whole runs of graphs of %s",
  async (_of, graphs, every) => {
    const tried = { graphs: 0, runs: 0 };
    const found: string[] = [];
    for (const graph of everyNth(graphs(), every * EVERY)) {
      tried.graphs += 1;
      for (const script of scriptsOf(graph)) {
        tried.runs += 1;
        const difference = await scriptDifference(graph, script);
        if (difference === null) continue;
        found.push(`${difference}\nin ${JSON.stringify(graph.plan)}\nafter ${JSON.stringify(script.facts)}`);
        break;
      }
      if (found.length === 3) break;
    }
    console.table(tried);
    expect(found).toEqual([]);
  },
);

function* everyNth(graphs: Iterable<SmallGraph>, every: number): Generator<SmallGraph> {
  let at = 0;
  for (const graph of graphs) if (at++ % every === 0) yield graph;
}
