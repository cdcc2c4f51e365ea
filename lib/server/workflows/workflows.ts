import { z } from "zod";
import { emptyGraph, type WorkflowDocument } from "../../graph/graph.ts";
import { markHidden } from "../../graph/hidden-characters.ts";
import { cutText } from "../../graph/text-cut.ts";
import type { AuditName } from "../../views/audit-entry.ts";
import type { WorkflowRow } from "../../views/workflow-row.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { notFound } from "../app-error.ts";
import { server } from "../ports.ts";
import { audit } from "../workspaces/audit.ts";
import { templateById } from "./templates.ts";
import { addWorkflow, workflowRecord } from "./workflow-record.ts";
import { usersOf } from "./workflow-uses.ts";

/** A workflow's name as people enter it. */
export const WorkflowName = z.string().trim().min(1, "Enter a name.").max(120, "Use at most 120 characters.");

type ListedRow = {
  id: string;
  name: string;
  updatedAt: Date;
  templateId: string | null;
  runId: string | null;
  status: string;
  mode: string;
  startedAt: Date;
  failedInside: number;
  missingInside: number;
};

/** The workspace's workflows with their last runs and what uses them, the latest changed first. */
export async function listWorkflows(viewer: Viewer): Promise<WorkflowRow[]> {
  const { db } = await server();
  // One run row for each workflow, and no documents: both may be large and many.
  const rows = await db.$queryRaw<ListedRow[]>`
    SELECT workflow.id, workflow.name, workflow."updatedAt", workflow."templateId", last.*
    FROM workflow LEFT JOIN LATERAL (
      SELECT summary."runId", summary.status, summary.mode, summary."startedAt", summary."failedInside",
        summary."missingInside"
      FROM run_summary AS summary JOIN run ON run.id = summary."runId"
      WHERE summary."workflowId" = workflow.id AND summary."workspaceId" = workflow."workspaceId" AND NOT run.recorded
      ORDER BY summary."startedAt" DESC, summary."runId" DESC LIMIT 1
    ) AS last ON true
    WHERE workflow."workspaceId" = ${viewer.workspaceId} AND workflow."deletedAt" IS NULL
    ORDER BY workflow."updatedAt" DESC, workflow.id`;
  const users = Map.groupBy(
    await usersOf(
      db,
      viewer.workspaceId,
      rows.map(({ id }) => id),
    ),
    ({ usesId }) => usesId,
  );
  return rows.map(({ id, name, updatedAt, templateId, runId, ...last }) => ({
    id,
    name,
    description: templateById(templateId)?.description ?? "",
    updatedAt: updatedAt.getTime(),
    lastRun:
      runId === null
        ? null
        : {
            id: runId,
            status: last.status,
            mode: last.mode,
            startedAt: last.startedAt.getTime(),
            inside: { failed: last.failedInside, missing: last.missingInside },
          },
    usedBy: (users.get(id) ?? []).flatMap(({ usesId: _, ...user }) => (user.deleted ? [] : [user])),
  }));
}

/** The names of the workspace's workflows as they are shown, the latest changed first. */
export async function listWorkflowNames(viewer: Viewer): Promise<{ id: string; name: string }[]> {
  const { db } = await server();
  const rows = await db.workflow.findMany({
    where: { workspaceId: viewer.workspaceId, deletedAt: null },
    orderBy: { updatedAt: "desc" },
    select: { id: true, name: true },
  });
  return rows.map(({ id, name }) => ({ id, name: markHidden(name) }));
}

/** A workflow for its page; `seq` is the number of the last stored edit. */
export async function loadWorkflow(
  viewer: Viewer,
  workflowId: string,
): Promise<{ id: string; name: string; document: WorkflowDocument; seq: number; templateId: string | null }> {
  const { db } = await server();
  const row = await workflowRecord(db, viewer.workspaceId, workflowId);
  return { id: row.id, name: row.name, document: row.document, seq: row.editSeq, templateId: row.templateId };
}

/** Creates an empty workflow. */
export async function createWorkflow(viewer: Viewer<"edit">, name: string): Promise<{ id: string }> {
  const document = { graph: emptyGraph(), layout: {} };
  return makeWorkflow(viewer, { name, document, templateId: null }, { from: "nothing" });
}

/** Creates a workflow from a template as it came with the app. */
export async function createFromTemplate(
  viewer: Viewer<"edit">,
  templateId: string,
): Promise<{ id: string }> {
  const template = templateById(templateId);
  if (template === undefined) throw notFound("template");
  const { name, document } = template;
  return makeWorkflow(viewer, { name, document: document(), templateId }, { from: `template ${name}` });
}

/** Copies a workflow, without its history and runs. */
export async function duplicateWorkflow(viewer: Viewer<"edit">, workflowId: string): Promise<{ id: string }> {
  const { db } = await server();
  const { name, document, templateId } = await workflowRecord(db, viewer.workspaceId, workflowId);
  const copy = { name: `${cutText(name, 112)} (copy)`, document, templateId };
  return makeWorkflow(viewer, copy, { from: `workflow ${workflowId}` });
}

/** Stores a new workflow of the viewer's workspace; `from` says what it was made of. */
export async function makeWorkflow(
  viewer: Viewer<"edit">,
  workflow: { name: string; document: WorkflowDocument; templateId: string | null },
  { from }: { from: string },
): Promise<{ id: string }> {
  const { db } = await server();
  return db.$transaction(async (tx) => {
    const id = await addWorkflow(tx, { workspaceId: viewer.workspaceId, ...workflow });
    await audit(tx, viewer, { what: "workflow-make", about: { id, name: workflow.name }, after: { from } });
    return { id };
  });
}

/** Renames a workflow. */
export async function renameWorkflow(
  viewer: Viewer<"edit">,
  { workflowId, name }: { workflowId: string; name: string },
): Promise<{ name: string }> {
  await changeOwn(viewer, workflowId, { name }, "workflow-rename");
  return { name };
}

/** Removes a workflow from the list; `restoreWorkflow` brings it back, and its runs stay. */
export async function deleteWorkflow(viewer: Viewer<"edit">, workflowId: string): Promise<{ id: string }> {
  await changeOwn(viewer, workflowId, { deletedAt: new Date() }, "workflow-delete");
  return { id: workflowId };
}

/** Restores a deleted workflow. */
export async function restoreWorkflow(viewer: Viewer<"edit">, workflowId: string): Promise<{ id: string }> {
  await changeOwn(viewer, workflowId, { deletedAt: null }, "workflow-restore");
  return { id: workflowId };
}

type Changed = { name: string } | { deletedAt: Date | null };

async function changeOwn(viewer: Viewer<"edit">, id: string, data: Changed, what: AuditName): Promise<void> {
  const { db } = await server();
  const deletedAt = what === "workflow-restore" ? { not: null } : null;
  await db.$transaction(async (tx) => {
    const own = { id, workspaceId: viewer.workspaceId, deletedAt };
    const row = await tx.workflow.findFirst({ where: own, select: { name: true } });
    const { count } = await tx.workflow.updateMany({ where: own, data });
    if (row === null || count === 0) throw notFound("workflow");
    const renamed = "name" in data ? { before: { name: row.name }, after: { name: data.name } } : {};
    await audit(tx, viewer, { what, about: { id, name: row.name }, ...renamed });
  });
}
