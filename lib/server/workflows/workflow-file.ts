import { isJsonObject } from "../../graph/json.ts";
import { parseDocument } from "../../graph/parse-document.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { AppError } from "../app-error.ts";
import { server } from "../ports.ts";
import { workflowRecord } from "./workflow-record.ts";
import { makeWorkflow, WorkflowName } from "./workflows.ts";

/** The largest file accepted, bytes. */
export const MAX_FILE_BYTES = 10_000_000;

/** A workflow as a file: its name and document as JSON, without secrets, history or runs. */
export async function exportWorkflow(
  viewer: Viewer,
  workflowId: string,
): Promise<{ name: string; text: string }> {
  const { db } = await server();
  const { name, document } = await workflowRecord(db, viewer.workspaceId, workflowId);
  return { name, text: `${JSON.stringify({ name, ...document }, null, 2)}\n` };
}

/**
 * Creates a workflow from a file written by `exportWorkflow` or by anybody else. Refuses with everything that is
 * wrong with it; `notes` say what was noticed in one that can be opened.
 */
export async function importWorkflow(
  viewer: Viewer<"edit">,
  text: string,
): Promise<{ id: string; notes: string[] }> {
  const { name, ...document } = readFile(text);
  const parsed = parseDocument(document);
  if (!parsed.ok) throw new AppError("INVALID", `This file is no workflow: ${parsed.problems.join("; ")}.`);
  const imported = {
    name: WorkflowName.safeParse(name).data ?? "Imported workflow",
    document: parsed.document,
    templateId: null,
  };
  return { ...(await makeWorkflow(viewer, imported, { from: "file" })), notes: parsed.notes };
}

function readFile(text: string) {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : "";
    throw new AppError("INVALID", `This file is no workflow: expected JSON. ${detail}`, { cause });
  }
  // The result of JSON.parse is JSON.
  if (isJsonObject(json as Parameters<typeof isJsonObject>[0])) return json as Record<string, unknown>;
  throw new AppError("INVALID", 'This file is no workflow: expected an object with "graph" and "layout".');
}
