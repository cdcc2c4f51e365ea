import type { Graph } from "../../graph/graph.ts";
import type { PinnedWorkflow } from "../../graph/node.ts";
import { pinnedWorkflows } from "../../graph/pinned-workflows.ts";
import type { VersionUser } from "../../views/workflow-version.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { notFound } from "../app-error.ts";
import { server } from "../ports.ts";
import type { Transaction } from "../transaction.ts";

/** Stands for the draft among the versions that use others. */
export const DRAFT = 0;

const MAX_VERSION = 2_147_483_647;

/** Whether there can be a row for a version; an imported document may name anything. */
export const isStorable = ({ id, version }: PinnedWorkflow) => /^[\w-]+$/.test(id) && version <= MAX_VERSION;

/** The versions that a graph uses, as far as there can be rows for them. */
export const storablePins = (graph: Graph): PinnedWorkflow[] => pinnedWorkflows(graph).filter(isStorable);

/** Rows for what a document uses. */
export const usedRows = (graph: Graph) =>
  storablePins(graph).map(({ id, version }) => ({ usesId: id, usesVersion: version }));

/** Keeps the uses of a draft in step with its document. */
export async function noteDraftUses(
  tx: Transaction,
  workflowId: string,
  { before, after }: { before: Graph; after: Graph },
): Promise<void> {
  // Most workflows use none, and nearly every edit leaves them as they are.
  const wanted = usedRows(after);
  if (wanted.length === 0 && usedRows(before).length === 0) return;
  const draft = { workflowId, version: DRAFT };
  const stored = await tx.workflowUse.findMany({ where: draft });
  const keyOf = (row: { usesId: string; usesVersion: number }) => `${row.usesVersion} ${row.usesId}`;
  const [old, now] = [stored, wanted].map((rows) => new Set(rows.map(keyOf)));
  if (old?.symmetricDifference(now ?? new Set()).size === 0) return;
  await tx.workflowUse.deleteMany({ where: draft });
  await tx.workflowUse.createMany({ data: wanted.map((row) => ({ ...draft, ...row })) });
}

/** Which drafts and versions use a workflow, and at which version. What is deleted has no draft. */
export async function usesOf(viewer: Viewer, workflowId: string): Promise<VersionUser[]> {
  const { db } = await server();
  const { workspaceId } = viewer;
  const own = { id: workflowId, workspaceId, deletedAt: null };
  if ((await db.workflow.count({ where: own })) === 0) throw notFound("workflow");
  return (await usersOf(db, workspaceId, [workflowId])).map(({ usesId: _, ...user }) => user);
}

/** What uses any of these workflows, by name and version, with the id of what each uses. */
export async function usersOf(
  db: Transaction,
  workspaceId: string,
  workflowIds: readonly string[],
): Promise<(VersionUser & { usesId: string })[]> {
  if (workflowIds.length === 0) return [];
  const rows = await db.workflowUse.findMany({
    where: { usesId: { in: [...workflowIds] }, workflow: { workspaceId } },
    include: { workflow: { select: { name: true, deletedAt: true } } },
    orderBy: [{ workflow: { name: "asc" } }, { version: "desc" }, { usesVersion: "desc" }],
  });
  return rows.flatMap(({ workflowId: id, version, usesId, usesVersion, workflow }) => {
    const deleted = workflow.deletedAt !== null;
    if (deleted && version === DRAFT) return [];
    const { name } = workflow;
    return [{ id, name, version: version === DRAFT ? null : version, deleted, usesId, usesVersion }];
  });
}
