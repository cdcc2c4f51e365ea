import { dominators } from "./dominators.ts";
import type { FlowEdge } from "./edge.ts";
import { type GraphIndex, perIndex } from "./graph-index.ts";

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
};

/**
 * The loops of a graph, one for each way back, in the order of the drawing. Steps that control can't reach belong to
 * no loop that it can reach. The steps of a loop take time in proportion to its flows.
 */
export const loopsOf = perIndex((index): readonly Loop[] => {
  const back = index.graph.edges.filter(isWayBack);
  if (back.length === 0) return [];
  const { number, dominates, stepsBetween } = flowGraph(index);
  return back.map(({ id, from, to }): Loop => {
    const [source, target] = [number(from), number(to)];
    let steps: readonly string[] | null = null;
    return {
      edge: id,
      source: from,
      target: to,
      targetDominates: dominates(target, source),
      get steps() {
        steps ??= stepsBetween(target, source);
        return steps;
      },
    };
  });
});

/** Whether an edge is a flow that goes back for another round. */
export function isWayBack(edge: {
  kind: string;
  back?: unknown;
}): edge is FlowEdge & Required<Pick<FlowEdge, "back">> {
  return edge.kind === "flow" && edge.back !== undefined;
}

/** The flows of a graph by the places of its nodes in the drawing. */
function flowGraph(index: GraphIndex) {
  const ids = index.graph.nodes.map((node) => node.id);
  const numbers = new Map(ids.map((id, at) => [id, at]));
  const number = (id: string) => numbers.get(id) ?? -1;
  const forward = ids.map((): number[] => []);
  const before = ids.map((): number[] => []);
  for (const edge of index.graph.edges) {
    if (edge.kind !== "flow") continue;
    const [from, to] = [number(edge.from), number(edge.to)];
    before[to]?.push(from);
    if (edge.back === undefined) forward[from]?.push(to);
  }
  const roots = index.graph.nodes.flatMap((node, at) => (node.kind === "input" ? [at] : []));
  const reached = ids.map((id) => index.ledTo.has(id));
  const stepsBetween = (target: number, source: number) => {
    const found = new Uint8Array(ids.length);
    found[target] = 1;
    const open = [source];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (found[at] || (reached[source] && !reached[at])) continue;
      found[at] = 1;
      for (const from of before[at] ?? []) open.push(from);
    }
    const others = ids.filter((_, at) => found[at] && at !== target);
    return [ids[target] ?? "", ...others];
  };
  return { number, dominates: dominators(forward, roots), stepsBetween };
}
