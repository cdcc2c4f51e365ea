import { sameJson } from "./diff/same-json.ts";
import type { GraphEdge } from "./edge.ts";
import type { WorkflowDocument } from "./graph.ts";
import type { GraphEdit } from "./graph-edit.ts";
import type { Json } from "./json.ts";
import type { GraphNode } from "./node.ts";

/**
 * Edits that make one document of a workflow into another, none when they are the same. What is in both is changed where
 * it differs and not made anew, so that others keep what they edit beside it.
 */
export function editsBetween(from: WorkflowDocument, to: WorkflowDocument): GraphEdit[] {
  const kept = keptNodes(from.graph.nodes, to.graph.nodes);
  const wanted = new Map(to.graph.edges.map((edge) => [edge.id, edge]));
  // Edges go with the nodes at their ends.
  const stays = (edge: GraphEdge) =>
    kept.has(edge.from) && kept.has(edge.to) && wanted.get(edge.id)?.kind === edge.kind;
  const before = from.graph.edges.filter(stays);
  const known = new Map(before.map((edge) => [edge.id, edge]));
  const removed = from.graph.edges.filter((edge) => !stays(edge) && kept.has(edge.from) && kept.has(edge.to));
  const old = new Map(from.graph.nodes.map((node) => [node.id, node]));
  return [
    ...removed.map(({ id }): GraphEdit => ({ type: "edge-remove", id })),
    ...from.graph.nodes
      .filter(({ id }) => !kept.has(id))
      .map(({ id }): GraphEdit => ({ type: "node-remove", id })),
    ...defaultModel(from, to),
    // A name that a new node takes may be one that another gives up.
    ...to.graph.nodes.flatMap((node) => {
      const earlier = kept.has(node.id) ? old.get(node.id) : undefined;
      return earlier ? [...changesOf(earlier, node), ...moves(from, to, node.id)] : [];
    }),
    ...to.graph.nodes.flatMap((node, index): GraphEdit[] =>
      kept.has(node.id) ? [] : [{ type: "node-add", node, position: placeOf(to, node.id), index }],
    ),
    ...to.graph.edges.flatMap((edge) => {
      const earlier = known.get(edge.id);
      return earlier ? changesOf(earlier, edge) : [];
    }),
    ...inOrder(before, to.graph.edges),
  ];
}

/**
 * The nodes that edits can lead over: of the same kind, in the same order, and without a reference name that another
 * has at the time.
 */
function keptNodes(before: readonly GraphNode[], after: readonly GraphNode[]): Set<string> {
  const wanted = new Map(after.map((node, at) => [node.id, { node, at }]));
  const named = new Map(before.map((node) => [node.referenceName, node.id]));
  const kept = new Set<string>();
  let last = -1;
  for (const { id, kind } of before) {
    const found = wanted.get(id);
    if (!found || found.node.kind !== kind || found.at < last) continue;
    if ((named.get(found.node.referenceName) ?? id) !== id) continue;
    kept.add(id);
    last = found.at;
  }
  return kept;
}

const placeOf = ({ layout }: WorkflowDocument, id: string) =>
  Object.hasOwn(layout, id) ? (layout[id] ?? null) : null;

function moves(from: WorkflowDocument, to: WorkflowDocument, id: string): GraphEdit[] {
  const position = placeOf(to, id);
  return sameJson(placeOf(from, id), position) ? [] : [{ type: "node-move", id, position }];
}

function defaultModel({ graph: from }: WorkflowDocument, { graph: to }: WorkflowDocument): GraphEdit[] {
  return sameJson(from.defaultModel, to.defaultModel)
    ? []
    : [{ type: "graph-change", path: ["defaultModel"], value: to.defaultModel }];
}

/** Sets the properties that differ, and takes away those that are gone. */
function changesOf(before: GraphNode | GraphEdge, after: GraphNode | GraphEdge): GraphEdit[] {
  const type = "from" in after ? "edge-change" : "node-change";
  const [old, now]: { [key: string]: unknown }[] = [before, after];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys]
    .filter((key) => !sameJson(old?.[key], now?.[key], key))
    .map((key): GraphEdit => {
      const value = now?.[key];
      // Nodes and edges are JSON by their schemas.
      return { type, id: after.id, path: [key], ...(value !== undefined && { value: value as Json }) };
    });
}

/** Adds and moves edges until they stand in their order. */
function inOrder(before: readonly GraphEdge[], after: readonly GraphEdge[]): GraphEdit[] {
  const order = before.map(({ id }) => id);
  return after.flatMap((edge, index): GraphEdit[] => {
    if (order[index] === edge.id) return [];
    const at = order.indexOf(edge.id, index);
    if (at < 0) {
      order.splice(index, 0, edge.id);
      return [{ type: "edge-add", edge, index }];
    }
    order.splice(at, 1);
    order.splice(index, 0, edge.id);
    return [{ type: "edge-move", id: edge.id, index }];
  });
}
