import { dominators } from "./dominators.ts";
import { type ControlEdge, isControl } from "./edge.ts";
import { type GraphIndex, perIndex } from "./graph-index.ts";

/** The flows of a graph, its nodes by their places in the drawing. */
export type FlowGraph = {
  ids: readonly string[];
  number: (id: string) => number;
  /** For each node where flows of every kind come from, and where each of those from it leads. */
  before: readonly (readonly number[])[];
  after: readonly (readonly { edge: string; to: number }[])[];
  /** Whether every path of flows from the input to a node, without ways back, passes another. */
  dominates: (by: string, node: string) => boolean;
  /** The last node that every path to each of these passes; null where there is none. */
  common: (nodes: readonly string[]) => string | null;
  /** The last node before this one that every path to it passes; null where there is none. */
  closest: (node: string) => string | null;
};

/** The flows of a graph by number, with what they all pass; made once for each index. */
export const flowGraph = perIndex((index): FlowGraph => {
  const ids = index.graph.nodes.map((node) => node.id);
  const numbers = new Map(ids.map((id, at) => [id, at]));
  const number = (id: string) => numbers.get(id) ?? -1;
  const forward = ids.map((): number[] => []);
  const before = ids.map((): number[] => []);
  const after = ids.map((): { edge: string; to: number }[] => []);
  for (const edge of index.graph.edges) {
    if (!isControl(edge)) continue;
    const [from, to] = [number(edge.from), number(edge.to)];
    before[to]?.push(from);
    after[from]?.push({ edge: edge.id, to });
    if (edge.back === undefined) forward[from]?.push(to);
  }
  const roots = index.graph.nodes.flatMap((node, at) => (node.kind === "input" ? [at] : []));
  const { dominates, common, closest } = dominators(forward, roots);
  const id = (at: number | null) => (at === null ? null : (ids[at] ?? null));
  return {
    ids,
    number,
    before,
    after,
    dominates: (by, node) => dominates(number(by), number(node)),
    common: (nodes) => id(common(nodes.map(number))),
    closest: (node) => id(closest(number(node))),
  };
});

/** The flows that lead to a node, those for another round left out. */
export const forwardInto = (index: GraphIndex, id: string): ControlEdge[] =>
  index.into(id).flatMap((edge) => (isControl(edge) && edge.back === undefined ? [edge] : []));
