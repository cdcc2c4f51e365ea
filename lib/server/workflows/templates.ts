import type { WorkflowDocument } from "../../graph/graph.ts";
import { orderException } from "../../graph/templates/order-exception.ts";
import { rework } from "../../graph/templates/rework.ts";
import type { TemplateRow } from "../../views/template-row.ts";

/** A workflow that comes with the app; copies of it are ordinary workflows. */
export type Template = TemplateRow & { document: () => WorkflowDocument };

const first: Template = {
  id: "order-exception",
  name: "Order exception",
  description:
    "Three systems are read at once; then a supervisor and four workers clear up a late, short or misaddressed order: they apply the rules, write the order back and mail the customer.",
  document: orderException,
};

const second: Template = {
  id: "rework",
  name: "Draft, check, rework",
  description:
    "A writer drafts, a checker judges, and a branch sends the draft back with remarks until it is good, three times at most.",
  document: rework,
};

/** The templates; the first one is for the first look. */
export const templates: readonly [Template, ...Template[]] = [first, second];

/** The template of this id, where there is one. */
export function templateById(id: string | null): Template | undefined {
  return templates.find((template) => template.id === id);
}
