import { edgeMisfit } from "@/lib/graph/connectable.ts";
import { type EdgeKind, type GraphEdge, isControl, type WayBack } from "@/lib/graph/edge.ts";
import type { Graph } from "@/lib/graph/graph.ts";

/** Why an edge can't be drawn, in a sentence, or null when it can. */
export function connectProblem(graph: Graph, kind: EdgeKind, fromId: string, toId: string): string | null {
  const from = graph.nodes.find((node) => node.id === fromId);
  const to = graph.nodes.find((node) => node.id === toId);
  if (!from || !to) return "One of the two is no longer there.";
  const misfit = edgeMisfit(kind, from.kind, to.kind);
  if (fromId === toId && (kind !== "flow" || misfit)) return "A node can't be connected to itself.";
  if (misfit) return misfit;
  if (graph.edges.some((edge) => edge.from === fromId && edge.to === toId && isSame(edge, kind)))
    return "They are connected so already.";
  if (kind === "item") {
    const other = graph.edges.find((edge) => edge.kind === "item" && edge.from === fromId);
    const asked = graph.nodes.find((node) => node.id === other?.to);
    if (asked)
      return `A map asks one for all its items, and this one asks ${asked.name}. Remove that edge first.`;
  }
  return null;
}

/** A flow with a condition, or on a failure, may have another beside it. */
function isSame(edge: GraphEdge, kind: EdgeKind): boolean {
  if (edge.kind !== kind) return false;
  return edge.kind !== "flow" || (edge.on === undefined && !edge.when?.trim());
}

/** Kinds of edges along which control goes on, so that they may lead back. */
export const goesOn = (kind: EdgeKind): kind is "flow" | "handoff" => kind === "flow" || kind === "handoff";

/**
 * The nodes to which a "then" from this one, or a handoff, would lead back: itself, and those from which control reaches
 * it. From an edge that goes back itself nothing follows.
 */
export function stepsBefore(graph: Graph, id: string): ReadonlySet<string> {
  const into = Map.groupBy(
    graph.edges.filter((edge) => isControl(edge) && edge.back === undefined),
    (edge) => edge.to,
  );
  const found = new Set([id]);
  for (const at of found) for (const edge of into.get(at) ?? []) found.add(edge.from);
  return found;
}

/** The ends of a new edge. */
type Ends = { id: string; from: string; to: string };

/**
 * A new edge with nothing filled in. From a branch, the first is a case whose condition is still to be written, the second
 * the "else", every other a case again. `back`: it goes back to a step before.
 */
export function newEdge(graph: Graph, kind: EdgeKind, ends: Ends, back?: WayBack): GraphEdge {
  if (kind === "tool") return { ...ends, kind, fills: [] };
  if (kind === "worker" || kind === "item") return { ...ends, kind, context: [] };
  if (kind === "handoff") return { ...ends, kind, context: [], ...(back && { back }) };
  const isCase = graph.nodes.some((node) => node.id === ends.from && node.kind === "branch");
  const others = graph.edges.filter((edge) => edge.kind === "flow" && edge.from === ends.from);
  const hasElse = others.some((edge) => edge.kind === "flow" && edge.when === undefined);
  return {
    ...ends,
    kind,
    context: [],
    ...(isCase && (others.length === 0 || hasElse) && { when: "" }),
    ...(back && { back }),
  };
}
