import { z } from "zod";
import { GraphEdge } from "@/lib/graph/edge.ts";
import { applyEdits } from "@/lib/graph/edit.ts";
import {
  emptyGraph,
  type Layout,
  Position,
  SCHEMA_VERSION,
  type WorkflowDocument,
} from "@/lib/graph/graph.ts";
import type { GraphEdit } from "@/lib/graph/graph-edit.ts";
import { GraphNode } from "@/lib/graph/node.ts";
import { freeReferenceName } from "@/lib/graph/reference-name.ts";
import { changeReferenceName } from "@/lib/graph/rename.ts";
import { freeName } from "./place-node.ts";

/** Nodes and the edges between them as plain text that can go through any clipboard. */
export const Piece = z.object({
  tutti: z.literal("nodes"),
  schemaVersion: z.literal(SCHEMA_VERSION),
  nodes: z.array(GraphNode).min(1).max(500),
  edges: z.array(GraphEdge).max(5_000),
  layout: z.record(z.string(), Position),
});
export type Piece = z.infer<typeof Piece>;

/** The result of pasting: the edits and the ids of the new nodes, or why the text can't be pasted. */
export type Pasted = { edits: GraphEdit[]; nodes: string[] } | { problem: string };

/**
 * Edits that add the nodes of a copied text, with new ids and free names (expressions that read their results
 * follow), moved by `offset` px or centred on `centre`.
 */
export function pasteNodes(
  document: WorkflowDocument,
  text: string,
  place: { offset: number } | { centre: Position },
  newId: () => string,
): Pasted {
  const parsed = Piece.safeParse(readJson(text));
  if (!parsed.success) return { problem: "expected nodes copied from a workflow, got another text" };
  const piece = parsed.data;
  const ids = new Map(piece.nodes.map((node) => [node.id, newId()]));
  const idOf = (id: string) => ids.get(id) ?? id;
  const fresh: WorkflowDocument = {
    graph: {
      ...emptyGraph(),
      nodes: piece.nodes.map((node) => ({ ...node, id: idOf(node.id) })),
      edges: piece.edges.map((edge) => ({ ...edge, id: newId(), from: idOf(edge.from), to: idOf(edge.to) })),
    },
    layout: Object.fromEntries(
      Object.entries(shift(piece.layout, place)).map(([id, position]) => [idOf(id), position]),
    ),
  };
  const named = withFreeNames(fresh, document);
  return {
    edits: [
      ...named.graph.nodes.map(
        (node): GraphEdit => ({ type: "node-add", node, position: named.layout[node.id] ?? { x: 0, y: 0 } }),
      ),
      ...named.graph.edges.map((edge): GraphEdit => ({ type: "edge-add", edge })),
    ],
    nodes: named.graph.nodes.map((node) => node.id),
  };
}

function withFreeNames(fresh: WorkflowDocument, document: WorkflowDocument): WorkflowDocument {
  let current = fresh;
  let known = document.graph.nodes;
  for (const { id, kind, name, referenceName } of fresh.graph.nodes) {
    const free = kind === "note" ? name : freeName({ ...document.graph, nodes: known }, name);
    const taken = new Set(known.map((node) => node.referenceName));
    const edits: GraphEdit[] =
      free === name ? [] : [{ type: "node-change", id, path: ["name"], value: free }];
    if (taken.has(referenceName)) {
      for (const other of current.graph.nodes) if (other.id !== id) taken.add(other.referenceName);
      edits.push(...changeReferenceName(current.graph, id, freeReferenceName({ name: free, kind }, taken)));
    }
    const edited = applyEdits(current, edits);
    if (!("problem" in edited)) current = edited.document;
    known = [...known, ...current.graph.nodes.filter((node) => node.id === id)];
  }
  return current;
}

function shift(layout: Layout, place: { offset: number } | { centre: Position }): Layout {
  const all = Object.values(layout);
  const middle = (of: number[]) => (Math.min(...of) + Math.max(...of)) / 2;
  const by =
    "offset" in place || all.length === 0
      ? { x: "offset" in place ? place.offset : 0, y: "offset" in place ? place.offset : 0 }
      : {
          x: Math.round((place.centre.x - middle(all.map(({ x }) => x))) / 8) * 8,
          y: Math.round((place.centre.y - middle(all.map(({ y }) => y))) / 8) * 8,
        };
  return Object.fromEntries(
    Object.entries(layout).map(([id, { x, y }]) => [id, { x: x + by.x, y: y + by.y }]),
  );
}

function readJson(text: string): unknown {
  if (text.length > 5_000_000) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
