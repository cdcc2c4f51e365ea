import type { z } from "zod";
import { GraphEdge } from "./edge.ts";
import { Graph, MAX_EDGES, MAX_NODES, Position, type WorkflowDocument } from "./graph.ts";
import type { GraphEdit } from "./graph-edit.ts";
import type { Json } from "./json.ts";
import { GraphNode } from "./node.ts";
import { changeProperty, type PropertyChange } from "./property.ts";
import { freeReferenceName, isReserved } from "./reference-name.ts";
import { inPlainWords } from "./schema-words.ts";

export { GraphEdit } from "./graph-edit.ts";

/** The document after an edit and the edits that undo it (in this order), or why the edit is impossible. */
export type Edited = { document: WorkflowDocument; inverse: GraphEdit[] } | { problem: string };

/** Properties that define what a node or edge is. They can't change; a new node or edge is added instead. */
const FIXED = new Set(["id", "kind"]);

/**
 * Applies one edit. Pure: whatever the edit does not touch is shared with the old document. The changed node or
 * edge is validated by its schema again.
 */
export function applyEdit(document: WorkflowDocument, edit: GraphEdit): Edited {
  switch (edit.type) {
    case "node-add":
      return addNode(document, edit);
    case "graph-change":
      return changeGraph(document, edit);
    case "node-change":
      return changeNode(document, edit.id, edit);
    case "node-move":
      return moveNode(document, edit.id, edit.position);
    case "node-remove":
      return removeNode(document, edit.id);
    case "edge-add":
      return addEdge(document, edit.edge, edit.index);
    case "edge-change":
      return changeEdge(document, edit.id, edit);
    case "edge-move":
      return moveEdge(document, edit.id, edit.index);
    case "edge-remove":
      return removeEdge(document, edit.id);
  }
}

const GraphSettings = Graph.pick({ defaultModel: true });

/** Applies edits in order, all or none; the inverse undoes all of them. */
export function applyEdits(document: WorkflowDocument, edits: readonly GraphEdit[]): Edited {
  let current = document;
  const inverse: GraphEdit[] = [];
  for (const edit of edits) {
    const edited = applyEdit(current, edit);
    if ("problem" in edited) return edited;
    current = edited.document;
    inverse.unshift(...edited.inverse);
  }
  return { document: current, inverse };
}

function addNode(document: WorkflowDocument, edit: Extract<GraphEdit, { type: "node-add" }>): Edited {
  const { graph, layout } = document;
  const problem = shapeProblem(GraphNode, edit.node, `the node "${edit.node.id}"`);
  if (problem) return { problem };
  if (graph.nodes.some((node) => node.id === edit.node.id))
    return { problem: `there is already a node with the id "${edit.node.id}"` };
  if (graph.nodes.length >= MAX_NODES)
    return { problem: `a workflow holds at most ${MAX_NODES} nodes; remove one first` };
  const nodes = graph.nodes.toSpliced(edit.index ?? graph.nodes.length, 0, withOwnName(graph, edit.node));
  return {
    document: {
      graph: { ...graph, nodes },
      layout: edit.position === null ? layout : { ...layout, [edit.node.id]: edit.position },
    },
    inverse: [{ type: "node-remove", id: edit.node.id }],
  };
}

/**
 * The node, with another reference name if its own is taken, because two people may add nodes of the same name at
 * once.
 */
function withOwnName(graph: Graph, node: GraphNode): GraphNode {
  const taken = new Set(graph.nodes.map((other) => other.referenceName));
  const { referenceName, kind } = node;
  if (!taken.has(referenceName) && !isReserved(referenceName, kind)) return node;
  return { ...node, referenceName: freeReferenceName({ name: referenceName, kind }, taken) };
}

/** Properties of the graph itself that a person sets. */
const OWN = new Set(["defaultModel"]);

function changeGraph(document: WorkflowDocument, change: PropertyChange): Edited {
  const [property = ""] = change.path;
  if (!OWN.has(property)) return { problem: `a workflow's ${property} can't be set` };
  const changed = checkedChange(
    GraphSettings,
    { defaultModel: document.graph.defaultModel },
    change,
    "the workflow",
  );
  if ("problem" in changed) return changed;
  return {
    document: { ...document, graph: { ...document.graph, ...changed.value } },
    inverse: [{ type: "graph-change", ...changed.inverse }],
  };
}

function changeNode(document: WorkflowDocument, id: string, change: PropertyChange): Edited {
  const { graph } = document;
  const at = graph.nodes.findIndex((node) => node.id === id);
  const node = graph.nodes[at];
  if (!node) return { problem: noNode(id) };
  if (FIXED.has(change.path[0] ?? ""))
    return { problem: `a node's ${change.path[0]} stays as it is; add another node instead` };
  const changed = checkedChange(GraphNode, node, change, `"${node.name || id}"`);
  if ("problem" in changed) return changed;
  const renamed = changed.value.referenceName !== node.referenceName;
  const problem = renamed ? referenceNameProblem(graph, changed.value) : null;
  if (problem) return { problem };
  return {
    document: { ...document, graph: { ...graph, nodes: graph.nodes.with(at, changed.value) } },
    inverse: [{ type: "node-change", id, ...changed.inverse }],
  };
}

function referenceNameProblem(graph: Graph, { id, kind, referenceName }: GraphNode): string | null {
  if (isReserved(referenceName, kind)) return `"${referenceName}" is a reserved word; choose another name`;
  const other = graph.nodes.find((node) => node.id !== id && node.referenceName === referenceName);
  return other ? `"${other.name || other.id}" already has the name "${referenceName}"; choose another` : null;
}

function moveNode(document: WorkflowDocument, id: string, position: Position | null): Edited {
  const { graph, layout } = document;
  if (!graph.nodes.some((node) => node.id === id)) return { problem: noNode(id) };
  const problem = position && shapeProblem(Position, position, `the position of "${id}"`);
  if (problem) return { problem };
  const before = Object.hasOwn(layout, id) ? (layout[id] ?? null) : null;
  return {
    document: { graph, layout: position === null ? withoutKey(layout, id) : { ...layout, [id]: position } },
    inverse: [{ type: "node-move", id, position: before }],
  };
}

function removeNode(document: WorkflowDocument, id: string): Edited {
  const { graph, layout } = document;
  const index = graph.nodes.findIndex((node) => node.id === id);
  const node = graph.nodes[index];
  if (!node) return { problem: noNode(id) };
  const gone = (edge: GraphEdge) => edge.from === id || edge.to === id;
  const restored = graph.edges.flatMap((edge, at): GraphEdit[] =>
    gone(edge) ? [{ type: "edge-add", edge, index: at }] : [],
  );
  const position = Object.hasOwn(layout, id) ? (layout[id] ?? null) : null;
  return {
    document: {
      graph: {
        ...graph,
        nodes: graph.nodes.toSpliced(index, 1),
        edges: restored.length === 0 ? graph.edges : graph.edges.filter((edge) => !gone(edge)),
      },
      layout: position === null ? layout : withoutKey(layout, id),
    },
    inverse: [{ type: "node-add", node, position, index }, ...restored],
  };
}

function addEdge(document: WorkflowDocument, edge: GraphEdge, index: number | undefined): Edited {
  const { graph } = document;
  const problem = shapeProblem(GraphEdge, edge, `the edge "${edge.id}"`) ?? endsProblem(document, edge);
  if (problem) return { problem };
  if (graph.edges.some((other) => other.id === edge.id))
    return { problem: `there is already an edge with the id "${edge.id}"` };
  if (graph.edges.length >= MAX_EDGES)
    return { problem: `a workflow holds at most ${MAX_EDGES} edges; remove one first` };
  const edges = graph.edges.toSpliced(index ?? graph.edges.length, 0, edge);
  return {
    document: { ...document, graph: { ...graph, edges } },
    inverse: [{ type: "edge-remove", id: edge.id }],
  };
}

function changeEdge(document: WorkflowDocument, id: string, change: PropertyChange): Edited {
  const { graph } = document;
  const at = graph.edges.findIndex((edge) => edge.id === id);
  const edge = graph.edges[at];
  if (!edge) return { problem: noEdge(id) };
  if (FIXED.has(change.path[0] ?? ""))
    return { problem: `an edge's ${change.path[0]} stays as it is; add another edge instead` };
  const changed = checkedChange(GraphEdge, edge, change, `the edge "${id}"`);
  if ("problem" in changed) return changed;
  const problem = endsProblem(document, changed.value);
  if (problem) return { problem };
  return {
    document: { ...document, graph: { ...graph, edges: graph.edges.with(at, changed.value) } },
    inverse: [{ type: "edge-change", id, ...changed.inverse }],
  };
}

function moveEdge(document: WorkflowDocument, id: string, index: number): Edited {
  const { graph } = document;
  const at = graph.edges.findIndex((edge) => edge.id === id);
  const edge = graph.edges[at];
  if (!edge) return { problem: noEdge(id) };
  const edges = graph.edges.toSpliced(at, 1).toSpliced(index, 0, edge);
  return {
    document: { ...document, graph: { ...graph, edges } },
    inverse: [{ type: "edge-move", id, index: at }],
  };
}

function removeEdge(document: WorkflowDocument, id: string): Edited {
  const { graph } = document;
  const index = graph.edges.findIndex((edge) => edge.id === id);
  const edge = graph.edges[index];
  if (!edge) return { problem: noEdge(id) };
  return {
    document: { ...document, graph: { ...graph, edges: graph.edges.toSpliced(index, 1) } },
    inverse: [{ type: "edge-add", edge, index }],
  };
}

function checkedChange<T>(
  schema: z.ZodType<T>,
  whole: T & object,
  change: PropertyChange,
  what: string,
): { value: T; inverse: PropertyChange } | { problem: string } {
  // Nodes and edges are JSON by their schemas: an optional property is absent rather than undefined.
  const changed = changeProperty(whole as Json, change);
  if (!changed.ok) return { problem: `${what}: ${changed.problem}` };
  const shape = shapeProblem(schema, changed.value, what);
  const isRemoval = change.value === undefined && change.path.length === 1;
  const problem = shape && isRemoval ? `the property "${change.path[0]}" can't be taken away` : shape;
  // The schema has just accepted the value and changes nothing while parsing, so sharing is kept.
  return problem ? { problem } : { value: changed.value as T, inverse: changed.inverse };
}

function shapeProblem(schema: z.ZodType, value: unknown, what: string): string | null {
  const issue = schema.safeParse(value, { error: inPlainWords }).error?.issues[0];
  if (!issue) return null;
  const where = issue.path.length > 0 ? ` at ${issue.path.join(" › ")}` : "";
  return `${what} can't be so${where}: ${issue.message}`;
}

function endsProblem(document: WorkflowDocument, edge: GraphEdge): string | null {
  for (const end of [edge.from, edge.to])
    if (!document.graph.nodes.some((node) => node.id === end))
      return `the edge "${edge.id}" ends at a node "${end}" that isn't there`;
  return null;
}

function withoutKey<T>(record: Record<string, T>, key: string): Record<string, T> {
  const { [key]: _gone, ...rest } = record;
  return rest;
}

const noNode = (id: string) => `there is no node "${id}"; it may have been removed meanwhile`;
const noEdge = (id: string) => `there is no edge "${id}"; it may have been removed meanwhile`;
