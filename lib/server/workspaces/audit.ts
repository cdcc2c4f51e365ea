import { createHash } from "node:crypto";
import { AuditEntry } from "../../views/audit-entry.ts";
import type { Person, Viewer } from "../accounts/viewer.ts";
import { server } from "../ports.ts";
import type { Transaction } from "../transaction.ts";

/** The hash before the first entry. */
export const AUDIT_START = "0".repeat(64);

type Change = Pick<AuditEntry, "what" | "about"> & Partial<Pick<AuditEntry, "before" | "after">>;

/**
 * Notes a change in the workspace's audit, in the transaction that makes it: either both are stored or none. Entries of a
 * workspace are numbered one after another, so a change waits for one that is being made.
 */
export async function audit(
  tx: Transaction,
  by: Person & { workspaceId: string },
  { what, about, before = {}, after = {} }: Change,
): Promise<void> {
  const { workspaceId, userId, name, address } = by;
  await tx.$queryRaw`SELECT id FROM workspace WHERE id = ${workspaceId} FOR NO KEY UPDATE`;
  const last = await tx.auditEntry.findFirst({
    where: { workspaceId },
    orderBy: { seq: "desc" },
    select: { seq: true, hash: true },
  });
  const seq = (last?.seq ?? 0) + 1;
  const at = Date.now();
  const written: AuditEntry = { seq, at, by: { userId, name }, address, what, about, before, after };
  const entry = JSON.stringify(AuditEntry.parse(written));
  await tx.auditEntry.create({
    data: { workspaceId, seq, entry, hash: auditHash(last?.hash ?? AUDIT_START, entry) },
  });
}

/** The hash of an entry: SHA-256 over the hash before it and its JSON, hex. */
export const auditHash = (previous: string, entry: string): string =>
  createHash("sha256").update(previous).update(entry).digest("hex");

/** The entries before `before`, the newest first, at most `limit`. */
export async function listAudit(
  { workspaceId }: Viewer<"audit">,
  { before, limit }: { before: number | null; limit: number },
): Promise<AuditEntry[]> {
  const { db } = await server();
  const rows = await db.auditEntry.findMany({
    where: { workspaceId, ...(before !== null && { seq: { lt: before } }) },
    orderBy: { seq: "desc" },
    take: limit,
  });
  return rows.map(({ entry }) => AuditEntry.parse(JSON.parse(entry)));
}

const PAGE = 500;

/** All entries as JSON Lines, in order: each line has the entry's own JSON as a text, and its hash. */
export async function* exportAudit({ workspaceId }: Viewer<"audit">): AsyncGenerator<string> {
  const { db } = await server();
  for (let after = 0; ; ) {
    const rows = await db.auditEntry.findMany({
      where: { workspaceId, seq: { gt: after } },
      orderBy: { seq: "asc" },
      take: PAGE,
    });
    for (const { entry, hash } of rows) yield `${JSON.stringify({ entry, hash })}\n`;
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.seq ?? after;
  }
}
