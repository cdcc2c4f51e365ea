import { createHash } from "node:crypto";
import { GraphEdit } from "../../graph/graph-edit.ts";
import type { RememberedEdit, SavedEdits, SaveEdits, SentEdit } from "../../views/workflow-edits.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { notFound } from "../app-error.ts";
import { server } from "../ports.ts";
import type { Transaction } from "../transaction.ts";
import { appendEdits, LOOK_BACK } from "./edit-log.ts";
import { entryOf, rowOf, shownEdits, withoutInverse } from "./edit-rows.ts";
import { tellEdited } from "./edits-channel.ts";
import { workflowRecord } from "./workflow-record.ts";
import { noteDraftUses } from "./workflow-uses.ts";

/** A page that is further behind than this, in edits or in characters of edits, gets the whole document. */
const MOST_BEHIND = 1_000;
const LONGEST_BEHIND = 2_000_000;
/** How much a page remembers for undoing when it opens, in edits and in characters of edits. */
const MOST_REMEMBERED = 100;
const LONGEST_REMEMBERED = 100_000;

/**
 * Stores edits in the order they arrived, and answers with everything after `baseSeq` in the server's order. Edits
 * that are already stored are skipped; one that is no longer possible is stored as lost. Without edits it only
 * answers.
 */
export async function saveEdits(
  viewer: Viewer<"edit">,
  { workflowId, baseSeq, edits }: SaveEdits & { workflowId: string },
): Promise<SavedEdits> {
  const { db } = await server();
  return db.$transaction(async (tx) => {
    // Writing first takes the row lock, so that edits of one workflow are numbered one after another.
    if (edits.length > 0) {
      const { count } = await tx.workflow.updateMany({
        where: { id: workflowId, workspaceId: viewer.workspaceId, deletedAt: null },
        data: { updatedAt: new Date() },
      });
      if (count === 0) throw notFound("workflow");
    }
    const row = await workflowRecord(tx, viewer.workspaceId, workflowId);
    const fresh = await notStored(tx, workflowId, edits);
    const log = { document: row.document, seq: row.editSeq, recent: [] };
    if (fresh.length === 0) return answer(tx, { workflowId, ...log }, baseSeq, edits);

    const recent = await tx.workflowEdit.findMany({
      where: { workflowId, seq: { gt: row.editSeq - LOOK_BACK }, edit: { not: null } },
      orderBy: { seq: "asc" },
    });
    const by = { userId: viewer.userId, at: Date.now() };
    const appended = appendEdits({ ...log, recent: recent.map(entryOf) }, fresh, by);
    for (const { seq, into } of appended.folded)
      if (seq <= row.editSeq)
        await tx.workflowEdit.update({
          where: { workflowId_seq: { workflowId, seq } },
          data: { edit: null, inverse: null, foldedInto: into },
        });
    await tx.workflowEdit.createMany({ data: appended.entries.map((entry) => rowOf(workflowId, entry)) });
    const { document } = appended;
    const seq = row.editSeq + appended.entries.length;
    await tx.workflow.update({
      where: { id: workflowId },
      data: { document: JSON.stringify(document), editSeq: seq },
    });
    await noteDraftUses(tx, workflowId, { before: row.document.graph, after: document.graph });
    await tellEdited(tx, workflowId);
    return answer(tx, { workflowId, document, seq }, baseSeq, edits);
  });
}

/**
 * The edits that are not stored yet. An edit with another edit's id, which only a broken page would send, gets an
 * id made from id and content, so that it is still stored exactly once.
 */
async function notStored(
  tx: Transaction,
  workflowId: string,
  edits: readonly SentEdit[],
): Promise<SentEdit[]> {
  if (edits.length === 0) return [];
  const storedUnder = async (ids: string[]) => {
    const where = { workflowId, clientEditId: { in: ids } };
    const rows = await tx.workflowEdit.findMany({ where, select: { clientEditId: true, edit: true } });
    return new Map(rows.map((row) => [row.clientEditId, row.edit]));
  };
  const stored = await storedUnder(edits.map(({ id }) => id));
  const seen = new Map(stored);
  const wanted = edits.map((one) => {
    const other = seen.get(one.id);
    if (!seen.has(one.id)) seen.set(one.id, JSON.stringify(one.edit));
    if (typeof other !== "string" || isSame(other, one.edit)) return one;
    const id = createHash("sha256")
      .update(`${one.id}\n${JSON.stringify(one.edit)}`)
      .digest("hex");
    return { ...one, id };
  });
  const renamed = wanted.filter((one, index) => one.id !== edits[index]?.id);
  if (renamed.length > 0)
    for (const [id, edit] of await storedUnder(renamed.map(({ id }) => id))) stored.set(id, edit);
  const fresh = new Map<string, SentEdit>();
  for (const one of wanted) if (!stored.has(one.id) && !fresh.has(one.id)) fresh.set(one.id, one);
  return [...fresh.values()];
}

function isSame(stored: string, edit: GraphEdit): boolean {
  const sent = JSON.stringify(edit);
  if (stored === sent) return true;
  const read = GraphEdit.safeParse(JSON.parse(stored));
  // Edits of older document versions can't have come from this page.
  return !read.success || JSON.stringify(read.data) === sent;
}

type Stored = { workflowId: string } & Required<Pick<SavedEdits, "document" | "seq">>;

async function answer(
  tx: Transaction,
  { workflowId, document, seq }: Stored,
  baseSeq: number | null,
  own: readonly SentEdit[],
): Promise<SavedEdits> {
  if (baseSeq !== null && (await canFollow(tx, workflowId, baseSeq, seq))) {
    const behind = { workflowId, seq: { gt: baseSeq, lte: seq } };
    const rows = await tx.workflowEdit.findMany({ where: behind, orderBy: { seq: "asc" } });
    return { seq, edits: (await shownEdits(tx, rows)).map(withoutInverse) };
  }
  const rows = await tx.workflowEdit.findMany({
    where: { workflowId, clientEditId: { in: own.map(({ id }) => id) } },
    orderBy: { seq: "asc" },
  });
  return { seq, document, edits: (await shownEdits(tx, rows)).map(withoutInverse) };
}

/** Whether everything that came after an edit is still known and short enough to be sent. */
async function canFollow(tx: Transaction, workflowId: string, baseSeq: number, seq: number) {
  if (baseSeq > seq || seq - baseSeq > MOST_BEHIND) return false;
  if (baseSeq === seq) return true;
  const [sum] = await tx.$queryRaw<{ dropped: bigint; length: bigint }[]>`
    SELECT count(*) FILTER (WHERE edit IS NULL AND "foldedInto" IS NULL) AS dropped,
      coalesce(sum(octet_length(edit)), 0) AS length
    FROM workflow_edit WHERE "workflowId" = ${workflowId} AND seq > ${baseSeq}`;
  return sum !== undefined && Number(sum.dropped) === 0 && Number(sum.length) <= LONGEST_BEHIND;
}

/** The latest entries of a workflow's history up to `seq`, in order, as far back as a page remembers. */
export async function rememberedEdits(
  viewer: Viewer,
  workflowId: string,
  seq: number,
): Promise<RememberedEdit[]> {
  const { db } = await server();
  const within = await db.$queryRaw<{ seq: number }[]>`
    SELECT seq FROM (
      SELECT e.seq, sum(coalesce(octet_length(e.edit) + octet_length(e.inverse), 0)) OVER (ORDER BY e.seq DESC) AS length
      FROM workflow_edit e JOIN workflow w ON w.id = e."workflowId"
      WHERE w.id = ${workflowId} AND w."workspaceId" = ${viewer.workspaceId} AND w."deletedAt" IS NULL
        AND e.seq <= ${seq} AND e.seq > ${seq - MOST_REMEMBERED}
    ) AS latest
    WHERE length <= ${LONGEST_REMEMBERED} ORDER BY seq LIMIT 1`;
  const first = within[0]?.seq;
  if (first === undefined) return [];
  const rows = await db.workflowEdit.findMany({
    where: { workflowId, seq: { gte: first, lte: seq } },
    orderBy: { seq: "asc" },
  });
  return shownEdits(db, rows);
}
