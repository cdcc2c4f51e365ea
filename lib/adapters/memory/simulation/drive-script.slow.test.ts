import { expect, test } from "vitest";
import { scriptsOf } from "./control-flow/every-order.ts";
import { type SmallGraph, smallGraphs } from "./control-flow/small-graphs.ts";
import { scriptDifference } from "./drive-script.ts";

test("the engine comes to what the reference says in whole runs of small graphs", {
  timeout: 300_000,
}, async () => {
  expect(await differences(smallGraphs(1, 1), 1)).toEqual([]);
  expect(await differences(smallGraphs(2, 1), 6)).toEqual([]);
});

/** What is wrong with every so many-th of the graphs, in the first script that shows it. */
async function differences(graphs: Iterable<SmallGraph>, every: number): Promise<string[]> {
  const found: string[] = [];
  let at = 0;
  for (const graph of graphs) {
    if (at++ % every !== 0) continue;
    for (const script of scriptsOf(graph)) {
      const difference = await scriptDifference(graph, script);
      if (difference === null) continue;
      found.push(`${difference}\nin ${JSON.stringify(graph.plan)}\nafter ${JSON.stringify(script.facts)}`);
      break;
    }
  }
  return found.slice(0, 3);
}
