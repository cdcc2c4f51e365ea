import type { WorkflowDocument } from "@/lib/graph/graph.ts";
import type { GraphEdit } from "@/lib/graph/graph-edit.ts";
import type { Taken } from "./shared-document.ts";

/** Says which changes could not be made any more, and why; `before` still has what they are about. */
export function leftOut(lost: Taken["lostEdits"], before: WorkflowDocument): string {
  const ids = new Set(lost.flatMap(({ edit }) => nodesOf(edit, before)));
  const names = before.graph.nodes
    .filter(({ id }) => ids.has(id))
    .map(({ name }) => `“${name || "No name"}”`);
  const where = names.length > 0 ? ` at ${names.join(" and ")}` : "";
  const why = [...new Set(lost.map((one) => one.why))].join("; ");
  return `What you changed${where} is left out: ${why}.`;
}

function nodesOf(edit: GraphEdit, { graph }: WorkflowDocument): string[] {
  if (edit.type === "graph-change") return [];
  if (edit.type === "node-add") return [edit.node.id];
  const edge = edit.type === "edge-add" ? edit.edge : graph.edges.find(({ id }) => id === edit.id);
  return edge ? [edge.from, edge.to] : [edit.type === "edge-add" ? edit.edge.id : edit.id];
}
