import type { WorkflowDocument } from "../../graph/graph.ts";
import { parseDocument } from "../../graph/parse-document.ts";
import { AppError, notFound } from "../app-error.ts";
import type { Transaction } from "../transaction.ts";
import { DRAFT, usedRows } from "./workflow-uses.ts";

/** Stores a new workflow; returns its id. */
export async function addWorkflow(
  db: Transaction,
  workflow: { workspaceId: string; name: string; document: WorkflowDocument; templateId: string | null },
): Promise<string> {
  const { document, ...data } = workflow;
  const uses = { create: usedRows(document.graph).map((row) => ({ version: DRAFT, ...row })) };
  const { id } = await db.workflow.create({ data: { ...data, uses, document: JSON.stringify(document) } });
  return id;
}

/** The workspace's workflow with its document. Not found if it does not exist, is deleted or belongs to others. */
export async function workflowRecord(db: Transaction, workspaceId: string, id: string) {
  const row = await db.workflow.findFirst({ where: { id, workspaceId, deletedAt: null } });
  if (row === null) throw notFound("workflow");
  return { ...row, document: readDocument(row.document, row.name) };
}

/** A stored document as it is read today; refused, with the name of its workflow, where that can't be. */
export function readDocument(text: string, name: string): WorkflowDocument {
  const parsed = parseDocument(text);
  if (parsed.ok) return parsed.document;
  throw new AppError("INVALID", `The workflow "${name}" can't be read: ${parsed.problems.join("; ")}.`);
}
