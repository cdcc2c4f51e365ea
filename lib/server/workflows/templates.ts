import type { WorkflowDocument } from "../../graph/graph.ts";
import { orderException } from "../../graph/templates/order-exception.ts";
import type { TemplateRow } from "../../views/template-row.ts";

/** A workflow that comes with the app; copies of it are ordinary workflows. */
export type Template = TemplateRow & { document: () => WorkflowDocument };

const first: Template = {
  id: "order-exception",
  name: "Order exception",
  description:
    "A supervisor and four workers clear up a late, short or misaddressed order: they read three systems, apply the rules, write the order back and mail the customer.",
  document: orderException,
};

/** The templates; the first one is for the first look. */
export const templates: readonly [Template, ...Template[]] = [first];

/** The template of this id, where there is one. */
export function templateById(id: string | null): Template | undefined {
  return templates.find((template) => template.id === id);
}
