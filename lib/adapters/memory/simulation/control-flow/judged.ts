import { type Survey, tryAll } from "./every-order.ts";
import { INVARIANTS } from "./invariants.ts";
import type { SmallGraph } from "./small-graphs.ts";

/** Counts over many graphs, and how often their runs can end in each way. */
export type Judged = Survey & { graphs: number };

/** Tries everything that can happen to these graphs; throws where an invariant is broken, with the graph and the facts. */
export function judged(graphs: Iterable<SmallGraph>): Judged {
  const total: Judged = { graphs: 0, moments: 0, moves: 0, undetermined: 0, ends: new Map() };
  for (const graph of graphs) {
    const one = surveyOf(graph);
    total.graphs += 1;
    total.moments += one.moments;
    total.moves += one.moves;
    total.undetermined += one.undetermined;
    for (const [how, times] of one.ends) total.ends.set(how, (total.ends.get(how) ?? 0) + times);
  }
  return total;
}

function surveyOf(graph: SmallGraph): Survey {
  try {
    return tryAll(graph, (move) => {
      for (const [name, wrong] of Object.entries(INVARIANTS)) {
        const why = wrong(move, graph.plan);
        if (why !== null) throw new Error(`${name}: ${why}, after ${JSON.stringify(move.after.facts)}`);
      }
    });
  } catch (error) {
    const { steps, flows } = graph.plan;
    throw new Error(
      `${error instanceof Error ? error.message : error}\nin ${JSON.stringify({ steps, flows })}`,
    );
  }
}
