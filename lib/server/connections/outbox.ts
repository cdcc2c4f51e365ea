import type { Mail, MailRow } from "../../views/mail-row.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { notFound } from "../app-error.ts";
import { server } from "../ports.ts";

/** The workspace's mails that were kept instead of sent, the newest first. */
export async function listMails(viewer: Viewer, limit = 200): Promise<MailRow[]> {
  const { db } = await server();
  const rows = await db.outboxMail.findMany({
    where: { workspaceId: viewer.workspaceId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit,
    omit: { body: true },
  });
  return rows.map(shown);
}

/** One mail with its text. */
export async function readMail(viewer: Viewer, mailId: string): Promise<Mail> {
  const { db } = await server();
  const row = await db.outboxMail.findFirst({ where: { id: mailId, workspaceId: viewer.workspaceId } });
  if (row === null) throw notFound("mail");
  return { ...shown(row), body: row.body };
}

const shown = (row: {
  id: string;
  from: string;
  to: string;
  subject: string;
  createdAt: Date;
  runId: string | null;
}): MailRow => ({
  id: row.id,
  from: row.from,
  to: row.to,
  subject: row.subject,
  at: row.createdAt.getTime(),
  runId: row.runId,
});
