import { type ControlEdge, isControl } from "@/lib/graph/edge.ts";
import { controlWords } from "@/lib/graph/flow-words.ts";
import type { Graph } from "@/lib/graph/graph.ts";
import type { GraphNode } from "@/lib/graph/node.ts";

/**
 * One line of the outline and how deep it stands: a node, or below the node that it comes from a flow that isn't simply
 * taken, with when it is.
 */
export type OutlineRow =
  | { kind: "node"; node: GraphNode; depth: number }
  | { kind: "flow"; edge: ControlEdge; to: GraphNode; taken: string; depth: number };

/**
 * The nodes in reading order: along the flow from the inputs, each behind all that lead to it; workers and tools one level
 * below who asks or uses them.
 * Conditions, cases, failures, handoffs and ways back stand below the node that they come from.
 */
export function outlineOf(graph: Graph): OutlineRow[] {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const from = Map.groupBy(graph.edges, (edge) => edge.from);
  const called = new Set(graph.edges.filter((edge) => !isControl(edge)).map((edge) => edge.to));
  const before = Map.groupBy(
    graph.edges.filter((edge) => isControl(edge) && edge.back === undefined),
    (edge) => edge.to,
  );
  const rows: OutlineRow[] = [];
  const seen = new Set<string>();

  const isNext = (id: string) => before.get(id)?.every((edge) => seen.has(edge.from)) ?? true;
  const visit = (id: string, depth: number) => {
    const node = nodes.get(id);
    if (!node || seen.has(id)) return;
    seen.add(id);
    const edges = from.get(id) ?? [];
    rows.push({ kind: "node", node, depth });
    for (const edge of edges) {
      const to = nodes.get(edge.to);
      const taken = isControl(edge) ? controlWords(edge, node.kind === "branch") : null;
      if (isControl(edge) && to && taken !== null)
        rows.push({ kind: "flow", edge, to, taken, depth: depth + 1 });
    }
    for (const edge of edges) if (!isControl(edge) && !before.has(edge.to)) visit(edge.to, depth + 1);
    for (const edge of edges)
      if (isControl(edge) && edge.back === undefined && isNext(edge.to)) visit(edge.to, depth);
  };

  for (const node of graph.nodes) if (node.kind === "input") visit(node.id, 0);
  for (const node of graph.nodes)
    if (!before.has(node.id) && !called.has(node.id) && node.kind !== "note") visit(node.id, 0);
  for (const node of graph.nodes) visit(node.id, 0);
  return rows;
}
