import type { GraphEdge } from "./edge.ts";
import type { Graph } from "./graph.ts";
import type { GraphNode } from "./node.ts";

/** A graph with its nodes and edges findable; made once per pass over it. */
export type GraphIndex = {
  graph: Graph;
  node: (id: string) => GraphNode | undefined;
  into: (id: string) => readonly GraphEdge[];
  from: (id: string) => readonly GraphEdge[];
  /** Nodes reached from any input along edges of every kind, inputs included. */
  reached: ReadonlySet<string>;
  /** Steps that control may have passed before it comes to a node: what its flow edges lead back to. */
  before: (id: string) => ReadonlySet<string>;
};

const NONE: readonly GraphEdge[] = [];

/** Indexes a graph. */
export function indexGraph(graph: Graph): GraphIndex {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const into = Map.groupBy(graph.edges, (edge) => edge.to);
  const from = Map.groupBy(graph.edges, (edge) => edge.from);
  const befores = new Map<string, ReadonlySet<string>>();
  return {
    graph,
    node: (id) => nodes.get(id),
    into: (id) => into.get(id) ?? NONE,
    from: (id) => from.get(id) ?? NONE,
    reached: walk(
      graph.nodes.filter((node) => node.kind === "input").map((node) => node.id),
      (id) => (from.get(id) ?? NONE).map((edge) => edge.to),
    ),
    before: (id) => {
      const known = befores.get(id);
      if (known) return known;
      const back = (at: string) =>
        (into.get(at) ?? NONE).filter((edge) => edge.kind === "flow").map((edge) => edge.from);
      const found = walk(back(id), back);
      befores.set(id, found);
      return found;
    },
  };
}

/** What a caller may call: its workers or its tools, in drawing order, each with its edge and reference name. */
export function callees(
  index: GraphIndex,
  id: string,
): { edge: Exclude<GraphEdge, { kind: "flow" }>; node: GraphNode; name: string }[] {
  return index.from(id).flatMap((edge) => {
    const node = index.node(edge.to);
    return edge.kind === "flow" || !node ? [] : [{ edge, node, name: node.referenceName }];
  });
}

function walk(starts: string[], next: (id: string) => string[]): Set<string> {
  const seen = new Set<string>();
  const open = [...starts];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...next(id));
  }
  return seen;
}
