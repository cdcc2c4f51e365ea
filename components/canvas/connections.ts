import { edgeMisfit } from "@/lib/graph/connectable.ts";
import type { EdgeKind, GraphEdge } from "@/lib/graph/edge.ts";
import type { Graph } from "@/lib/graph/graph.ts";

/** Why an edge can't be drawn, in a sentence, or null when it can. */
export function connectProblem(graph: Graph, kind: EdgeKind, fromId: string, toId: string): string | null {
  const from = graph.nodes.find((node) => node.id === fromId);
  const to = graph.nodes.find((node) => node.id === toId);
  if (!from || !to) return "One of the two is no longer there.";
  if (fromId === toId) return "A node can't be connected to itself.";
  const misfit = edgeMisfit(kind, from.kind, to.kind);
  if (misfit) return misfit;
  if (graph.edges.some((edge) => edge.kind === kind && edge.from === fromId && edge.to === toId))
    return "They are connected so already.";
  return null;
}

/** A new edge with nothing filled in. */
export function newEdge(kind: EdgeKind, id: string, from: string, to: string): GraphEdge {
  return kind === "tool" ? { id, kind, from, to, fills: [] } : { id, kind, from, to, context: [] };
}
