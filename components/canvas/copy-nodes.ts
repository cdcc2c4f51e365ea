import { SCHEMA_VERSION, type WorkflowDocument } from "@/lib/graph/graph.ts";
import type { Piece } from "./paste-nodes.ts";

function cut({ graph, layout }: WorkflowDocument, ids: ReadonlySet<string>): Piece {
  return {
    tutti: "nodes",
    schemaVersion: SCHEMA_VERSION,
    nodes: graph.nodes.filter((node) => ids.has(node.id)),
    edges: graph.edges.filter((edge) => ids.has(edge.from) && ids.has(edge.to)),
    layout: Object.fromEntries(Object.entries(layout).filter(([id]) => ids.has(id))),
  };
}

/** The chosen nodes as text for the clipboard. */
export function copyNodes(document: WorkflowDocument, ids: ReadonlySet<string>): string {
  return JSON.stringify(cut(document, ids), null, 2);
}
