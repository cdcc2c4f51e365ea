import { createHash, randomBytes } from "node:crypto";
import { isUnstorableText } from "../../adapters/store/unstorable-text.ts";
import { sharedDrawing } from "../../graph/shared-drawing.ts";
import { LinkAudience, type LinkRow, type NewLink, type SharedVersion } from "../../views/share-link.ts";
import type { Person, Viewer } from "../accounts/viewer.ts";
import { AppError, notFound } from "../app-error.ts";
import { server } from "../ports.ts";
import { audit } from "../workspaces/audit.ts";
import { versionRecord } from "./versions.ts";
import { readDocument } from "./workflow-record.ts";

const DAY_MS = 86_400_000;
const hashOf = (token: string) => createHash("sha256").update(token).digest("hex");

/** Makes a link to a published version. Its token is in the answer and nowhere else: only the hash is stored. */
export async function makeLink(
  viewer: Viewer<"link">,
  { workflowId, version, audience, instructions, fields, days }: NewLink,
): Promise<{ id: string; token: string }> {
  const { db } = await server();
  const { workspaceId, userId } = viewer;
  const token = randomBytes(32).toString("base64url");
  const expiresAt = days === null ? null : new Date(Date.now() + days * DAY_MS);
  return db.$transaction(async (tx) => {
    const { name } = await versionRecord(tx, viewer, { workflowId, version });
    const { linksAllowed } = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId } });
    if (!linksAllowed)
      throw new AppError(
        "REFUSED",
        "This workspace allows no links. An owner can change that in its settings.",
      );
    const shown = { audience, instructions, fields };
    const { id } = await tx.shareLink.create({
      data: { workspaceId, workflowId, version, ...shown, expiresAt, hash: hashOf(token), createdBy: userId },
    });
    const after = { link: id, version, ...shown, expiresAt: expiresAt?.toISOString() ?? null };
    await audit(tx, viewer, { what: "link-make", about: { id: workflowId, name }, after });
    return { id, token };
  });
}

/** The workspace's links, the newest first. */
export async function listLinks({ workspaceId }: Viewer<"link">): Promise<LinkRow[]> {
  const { db } = await server();
  const rows = await db.shareLink.findMany({ where: { workspaceId }, orderBy: { createdAt: "desc" } });
  const [workflows, people] = await Promise.all([
    db.workflow.findMany({
      where: { id: { in: rows.map(({ workflowId }) => workflowId) }, workspaceId },
      select: { id: true, name: true },
    }),
    db.user.findMany({
      where: { id: { in: rows.map(({ createdBy }) => createdBy) } },
      select: { id: true, name: true },
    }),
  ]);
  const names = new Map([...workflows, ...people].map(({ id, name }) => [id, name]));
  const now = Date.now();
  return rows.map((row) => ({
    ...{ id: row.id, workflowId: row.workflowId, version: row.version },
    ...{ instructions: row.instructions, fields: row.fields },
    audience: LinkAudience.parse(row.audience),
    workflowName: names.get(row.workflowId) ?? "A workflow that is gone",
    by: names.get(row.createdBy) ?? "Somebody who has left",
    createdAt: row.createdAt.getTime(),
    expiresAt: row.expiresAt?.getTime() ?? null,
    state: stateOf(row, now),
  }));
}

function stateOf(
  { revokedAt, expiresAt }: { revokedAt: Date | null; expiresAt: Date | null },
  now: number,
): LinkRow["state"] {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && expiresAt.getTime() <= now ? "expired" : "open";
}

/** Makes a link useless from now on. */
export async function revokeLink(viewer: Viewer<"link">, { id }: { id: string }): Promise<{ id: string }> {
  const { db } = await server();
  const own = { id, workspaceId: viewer.workspaceId };
  await db.$transaction(async (tx) => {
    const { count } = await tx.shareLink.updateMany({
      where: { ...own, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    const row = await tx.shareLink.findFirst({ where: own });
    if (row === null) throw notFound("link");
    if (count === 0) return;
    const { workflowId, version } = row;
    const workflow = await tx.workflow.findUnique({ where: { id: workflowId }, select: { name: true } });
    const about = { id: workflowId, name: workflow?.name ?? "" };
    await audit(tx, viewer, { what: "link-revoke", about, before: { link: id, version } });
  });
  return { id };
}

/**
 * Who comes by a link: nobody that the workspace knows. It is no `Viewer`, so that no other use case takes it; `shows` is
 * all that it opens.
 */
export type LinkViewer = {
  readonly by: "link";
  shows: { workflowId: string; version: number; instructions: boolean; fields: boolean };
};

/**
 * Who comes by the link with this token, or why they don't: "sign-in" when it is for people who are signed in. Null: it was
 * guessed, is expired or revoked, its workspace allows no links any more, or its workflow was deleted.
 */
export async function linkViewerOf(
  token: string,
  person: Person | null,
): Promise<LinkViewer | "sign-in" | null> {
  const { db } = await server();
  const row = await db.shareLink
    .findUnique({
      where: { hash: hashOf(token) },
      include: { workspace: { select: { linksAllowed: true } } },
    })
    .catch((error) => {
      if (isUnstorableText(error)) return null;
      throw error;
    });
  if (row === null || stateOf(row, Date.now()) !== "open" || !row.workspace.linksAllowed) return null;
  const { workflowId, version, instructions, fields, workspaceId } = row;
  if ((await db.workflow.count({ where: { id: workflowId, workspaceId, deletedAt: null } })) === 0)
    return null;
  if (row.audience === "signed-in" && person === null) return "sign-in";
  return { by: "link", shows: { workflowId, version, instructions, fields } };
}

/** What a link to a version shows. */
export async function readShared({ shows }: LinkViewer): Promise<SharedVersion> {
  const { db } = await server();
  const { workflowId, version, ...parts } = shows;
  const row = await db.workflowVersion.findUniqueOrThrow({
    where: { workflowId_version: { workflowId, version } },
    include: { workflow: { select: { name: true } } },
  });
  const { name } = row.workflow;
  const document = sharedDrawing(readDocument(row.document, name), parts);
  return { name, version, publishedAt: row.at.getTime(), document };
}
