import type { Change } from "../../graph/diff/change.ts";
import { versionDiff } from "../../graph/diff/version-diff.ts";
import type { WorkflowDocument } from "../../graph/graph.ts";
import type {
  CompareVersions,
  ReadVersion,
  UsedVersion,
  VersionList,
  VersionOf,
} from "../../views/workflow-version.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { notFound } from "../app-error.ts";
import { server } from "../ports.ts";
import type { Transaction } from "../transaction.ts";
import { readDocument, workflowRecord } from "./workflow-record.ts";
import { DRAFT, usersOf } from "./workflow-uses.ts";

/** The versions of a workflow, the newest first, with what they use and what uses them. */
export async function listVersions(viewer: Viewer, workflowId: string): Promise<VersionList> {
  const { db } = await server();
  const { workspaceId } = viewer;
  const draft = await workflowRecord(db, workspaceId, workflowId);
  const [rows, uses, users] = await Promise.all([
    db.workflowVersion.findMany({
      where: { workflowId },
      omit: { document: true },
      orderBy: { version: "desc" },
    }),
    usedIn(db, workspaceId, workflowId),
    usersOf(db, workspaceId, [workflowId]),
  ]);
  const people = await namesOf(
    db,
    rows.map(({ publishedBy }) => publishedBy),
  );
  const [newest] = rows;
  const versions = rows.map(({ version, note, nodes, at, publishedBy }) => ({
    ...{
      version,
      note,
      nodes,
      at: at.getTime(),
      by: people(publishedBy),
      isNewest: version === newest?.version,
    },
    uses: uses.flatMap(({ by, ...used }) => (by === version ? [used] : [])),
    usedBy: users.flatMap(({ usesId: _, ...user }) => (user.usesVersion === version ? [user] : [])),
  }));
  const editedBy = await editorsOf(db, { workflowId, after: newest?.editSeq ?? 0, upTo: draft.editSeq });
  const next = { seq: draft.editSeq, editedBy };
  if (!newest) return { versions, sinceNewest: null, draft: next };
  const { document } = await versionRecord(db, viewer, { workflowId, version: newest.version });
  return { versions, sinceNewest: versionDiff(document, draft.document), draft: next };
}

/** A version with its document. */
export async function readVersion(viewer: Viewer, wanted: VersionOf): Promise<ReadVersion> {
  const { db } = await server();
  const { version, note, at, publishedBy, document } = await versionRecord(db, viewer, wanted);
  const [people, newer] = await Promise.all([
    namesOf(db, [publishedBy]),
    db.workflowVersion.count({ where: { workflowId: wanted.workflowId, version: { gt: version } } }),
  ]);
  const by = people(publishedBy);
  return { version, note, by, at: at.getTime(), isNewest: newer === 0, document };
}

/** What changes from one version of a workflow to another, or to or from the draft. */
export async function compareVersions(
  viewer: Viewer,
  { workflowId, from, to }: CompareVersions,
): Promise<{ changes: Change[] }> {
  const { db } = await server();
  const documentOf = async (which: CompareVersions["from"]): Promise<WorkflowDocument> => {
    const found =
      which === "draft"
        ? await workflowRecord(db, viewer.workspaceId, workflowId)
        : await versionRecord(db, viewer, { workflowId, version: which });
    return found.document;
  };
  return { changes: versionDiff(await documentOf(from), await documentOf(to)) };
}

/** The workspace's published version, with its document and the name of its workflow. */
export async function versionRecord(
  db: Transaction,
  { workspaceId }: Viewer,
  { workflowId, version }: VersionOf,
) {
  const row = await db.workflowVersion.findFirst({
    where: { workflowId, version, workflow: { workspaceId, deletedAt: null } },
    include: { workflow: { select: { name: true } } },
  });
  if (row === null) throw notFound("version");
  const { name } = row.workflow;
  return { ...row, name, document: readDocument(row.document, name) };
}

/** The names of who has made edits after one and up to another, who was last there first. */
async function editorsOf(
  db: Transaction,
  { workflowId, after, upTo }: { workflowId: string; after: number; upTo: number },
): Promise<string[]> {
  const last = await db.workflowEdit.groupBy({
    by: ["userId"],
    where: { workflowId, seq: { gt: after, lte: upTo }, lost: null },
    _max: { seq: true },
    orderBy: { _max: { seq: "desc" } },
  });
  const people = await namesOf(
    db,
    last.map(({ userId }) => userId),
  );
  return last.map(({ userId }) => people(userId));
}

async function namesOf(db: Transaction, userIds: readonly string[]) {
  const ids = [...new Set(userIds)];
  const people = await db.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return (id: string) => names.get(id) ?? "Somebody who has left";
}

/** What the versions of a workflow use, each with the version that uses it. */
async function usedIn(
  db: Transaction,
  workspaceId: string,
  workflowId: string,
): Promise<(UsedVersion & { by: number })[]> {
  const rows = await db.workflowUse.findMany({
    where: { workflowId, version: { not: DRAFT } },
    orderBy: [{ usesId: "asc" }, { usesVersion: "asc" }],
  });
  const known = await db.workflow.findMany({
    where: { id: { in: rows.map(({ usesId }) => usesId) }, workspaceId },
    select: { id: true, name: true, deletedAt: true },
  });
  const byId = new Map(known.map((workflow) => [workflow.id, workflow]));
  return rows.map(({ version: by, usesId: id, usesVersion: version }) => {
    const found = byId.get(id);
    return { by, id, version, name: found?.name ?? null, deleted: (found?.deletedAt ?? null) !== null };
  });
}
