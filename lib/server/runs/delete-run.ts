import { removeRuns } from "../../adapters/store/remove-runs.ts";
import { markHidden } from "../../graph/hidden-characters.ts";
import type { DeletedRun } from "../../views/deleted-run.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { AppError, notFound } from "../app-error.ts";
import { server } from "../ports.ts";
import { audit } from "../workspaces/audit.ts";

/**
 * Deletes an ended run: its events, values and figures. Its outside effects stay, such as mails in the outbox and
 * changes in the demo company. A tombstone records that it existed, who deleted it, and how its chain ended.
 */
export async function deleteRun(viewer: Viewer<"delete">, runId: string): Promise<{ runId: string }> {
  const { db } = await server();
  const { workspaceId, userId } = viewer;
  const gone = await db.$transaction(async (tx) => {
    const [removed] = await removeRuns(tx, { runIds: [runId], workspaceId, by: userId });
    if (removed === undefined) return false;
    await audit(tx, viewer, { what: "run-delete", about: { id: runId, name: removed.workflowName } });
    return true;
  });
  if (gone) return { runId };
  if ((await db.run.count({ where: { id: runId, workspaceId } })) === 0) throw notFound("run");
  throw new AppError("CONFLICT", "This run is still under way: cancel it first, then delete it.");
}

/** Pins a run, so that it is kept whatever the workspace's retention says, or unpins it. */
export async function pinRun(
  viewer: Viewer<"run">,
  { runId, pinned }: { runId: string; pinned: boolean },
): Promise<{ runId: string; pinned: boolean }> {
  const { db } = await server();
  const own = { id: runId, workspaceId: viewer.workspaceId };
  await db.$transaction(async (tx) => {
    const run = await tx.run.findFirst({ where: own, select: { workflowName: true, pinned: true } });
    const { count } = await tx.run.updateMany({ where: own, data: { pinned } });
    if (run === null || count === 0) throw notFound("run");
    const about = { id: runId, name: run.workflowName };
    await audit(tx, viewer, {
      what: "run-keep",
      about,
      before: { kept: run.pinned },
      after: { kept: pinned },
    });
  });
  return { runId, pinned };
}

/** What is left of a deleted run of this workspace; null when there never was one, or it still exists. */
export async function findDeletedRun(viewer: Viewer, runId: string): Promise<DeletedRun | null> {
  const { db } = await server();
  const row = await db.runTombstone.findFirst({ where: { runId, workspaceId: viewer.workspaceId } });
  if (row === null) return null;
  const person =
    row.deletedBy === null
      ? null
      : await db.user.findUnique({ where: { id: row.deletedBy }, select: { name: true } });
  return {
    workflowName: markHidden(row.workflowName),
    startedAt: row.startedAt.getTime(),
    deletedAt: row.deletedAt.getTime(),
    by: row.deletedBy === null ? null : (person?.name ?? "somebody who has left"),
  };
}
