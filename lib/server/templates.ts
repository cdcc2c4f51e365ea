import type { WorkflowDocument } from "../graph/graph.ts";

/** A workflow that comes with the app; copies of it are ordinary workflows. */
export type Template = { id: string; name: string; description: string; document: WorkflowDocument };

/** The templates, the one for the first look first. */
export const templates: readonly [Template, ...Template[]] = [
  {
    id: "order-exception",
    name: "Order exception",
    description: "",
    document: { graph: { schemaVersion: 1, nodes: [], edges: [] }, layout: {} },
  },
];

/** The template of this id, where there is one. */
export function templateById(id: string | null): Template | undefined {
  return templates.find((template) => template.id === id);
}
