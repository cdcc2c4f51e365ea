import { isWayBack } from "./edge.ts";
import { type FlowGraph, flowGraph } from "./flow-graph.ts";
import { perIndex } from "./graph-index.ts";

/** A way back and the loop that it closes. */
export type Loop = {
  /** The id of the way back, and where it goes: from `source` back to `target`. */
  edge: string;
  source: string;
  target: string;
  /**
   * Whether every path from the input to the source passes the target; otherwise the way back leads into the middle
   * of something. True where no path leads to the source.
   */
  targetDominates: boolean;
  /**
   * What is done anew: the target, and every step from which the source is reached without passing the target, on
   * flows of either kind. The target first, the others in drawing order. Worked out when it is read.
   */
  readonly steps: readonly string[];
  /** The flows that leave the loop from other steps than the source: their ids and these. Worked out when it is read. */
  readonly exits: readonly { edge: string; from: string }[];
};

/**
 * The loops of a graph, one for each way back, in the order of the drawing. Steps that control can't reach belong to
 * no loop that it can reach. To read the steps of a loop takes time in proportion to the graph.
 */
export const loopsOf = perIndex((index): readonly Loop[] => {
  const back = index.graph.edges.filter(isWayBack);
  if (back.length === 0) return [];
  const flows = flowGraph(index);
  const reached = flows.ids.map((id) => index.ledTo.has(id));
  return back.map(({ id, from, to }): Loop => {
    const ends = { source: flows.number(from), target: flows.number(to) };
    return {
      edge: id,
      source: from,
      target: to,
      targetDominates: flows.dominates(to, from),
      get steps() {
        const found = stepsOf(flows, ends, reached);
        const others = flows.ids.filter((_, at) => found[at] && at !== ends.target);
        return [to, ...others];
      },
      get exits() {
        return exitsOf(flows, ends, stepsOf(flows, ends, reached));
      },
    };
  });
});

type Ends = { source: number; target: number };

/** 1 at each step of a loop. */
function stepsOf({ before }: FlowGraph, { source, target }: Ends, reached: readonly boolean[]): Uint8Array {
  const found = new Uint8Array(before.length);
  found[target] = 1;
  const open = [source];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (found[at] || (reached[source] && !reached[at])) continue;
    found[at] = 1;
    for (const from of before[at] ?? []) open.push(from);
  }
  return found;
}

function exitsOf({ ids, after }: FlowGraph, { source }: Ends, found: Uint8Array): Loop["exits"] {
  return after.flatMap((flows, at) => {
    // What has one way on stays inside by it.
    if (!found[at] || at === source || flows.length < 2) return [];
    return flows.flatMap(({ edge, to }) => (found[to] ? [] : [{ edge, from: ids[at] ?? "" }]));
  });
}
