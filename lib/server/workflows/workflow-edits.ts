import { z } from "zod";
import { applyEdit } from "../../graph/edit.ts";
import { GraphEdit } from "../../graph/graph-edit.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { AppError, notFound } from "../app-error.ts";
import { server } from "../ports.ts";
import type { Transaction } from "../transaction.ts";
import { workflowRecord } from "./workflow-record.ts";

/** An edit with the id that its page gave it, so that sending it twice stores it once. */
export const SentEdit = z.strictObject({ id: z.string().min(1).max(100), edit: GraphEdit });
export type SentEdit = z.infer<typeof SentEdit>;

/** Edits made on top of `baseSeq`. */
export const SaveEdits = z.strictObject({
  workflowId: z.string().max(100),
  baseSeq: z.int().nonnegative(),
  edits: z.array(SentEdit).max(2_000),
});
export type SaveEdits = z.infer<typeof SaveEdits>;

/**
 * Stores edits in the order they came, all or none, each with its inverse under the next number. Gives the number of
 * the last stored edit and what others stored after `baseSeq`. Edits stored before are passed over.
 */
export async function saveEdits(
  viewer: Viewer,
  { workflowId, baseSeq, edits }: SaveEdits,
): Promise<{ seq: number; others: SentEdit[] }> {
  const { db } = await server();
  return db.$transaction(async (tx) => {
    // Writing first takes the row's lock, so that edits of one workflow are numbered one after another.
    const { count } = await tx.workflow.updateMany({
      where: { id: workflowId, workspaceId: viewer.workspaceId, deletedAt: null },
      data: { updatedAt: new Date() },
    });
    if (count === 0) throw notFound("workflow");
    const row = await workflowRecord(tx, viewer.workspaceId, workflowId);
    if (baseSeq > row.editSeq)
      throw new AppError(
        "CONFLICT",
        `Expected a base of at most ${row.editSeq}, got ${baseSeq}: reload the page to have the stored workflow.`,
      );
    const ids = edits.map((sent) => sent.id);
    const others = await othersSince(tx, workflowId, baseSeq, ids);
    const known = await tx.workflowEdit.findMany({
      where: { workflowId, clientEditId: { in: ids } },
      select: { clientEditId: true },
    });
    const stored = new Set(known.map((edit) => edit.clientEditId));
    const fresh = edits.filter((sent) => !stored.has(sent.id));
    if (fresh.length === 0) return { seq: row.editSeq, others };

    let document = row.document;
    const rows = fresh.map((sent, index) => {
      const edited = applyEdit(document, sent.edit);
      if ("problem" in edited) throw new AppError("CONFLICT", `Not saved: ${edited.problem}.`);
      document = edited.document;
      return {
        workflowId,
        seq: row.editSeq + index + 1,
        clientEditId: sent.id,
        userId: viewer.userId,
        edit: JSON.stringify(sent.edit),
        inverse: JSON.stringify(edited.inverse),
      };
    });
    await tx.workflowEdit.createMany({ data: rows });
    const seq = row.editSeq + rows.length;
    await tx.workflow.update({
      where: { id: workflowId },
      data: { document: JSON.stringify(document), editSeq: seq },
    });
    return { seq, others };
  });
}

async function othersSince(tx: Transaction, workflowId: string, baseSeq: number, own: string[]) {
  const rows = await tx.workflowEdit.findMany({
    where: { workflowId, seq: { gt: baseSeq }, clientEditId: { notIn: own } },
    orderBy: { seq: "asc" },
  });
  return rows.map((row) => SentEdit.parse({ id: row.clientEditId, edit: JSON.parse(row.edit) }));
}
