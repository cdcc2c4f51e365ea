import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { isUnstorableText } from "../../adapters/store/unstorable-text.ts";
import type { InvitationRow, InvitationView, NewInvitation } from "../../views/members.ts";
import { Role } from "../../views/roles.ts";
import { clientAddress } from "../accounts/client-address.ts";
import { NewAccount } from "../accounts/new-account.ts";
import { type Person, personOf, type Viewer } from "../accounts/viewer.ts";
import { AppError, notFound } from "../app-error.ts";
import { server } from "../ports.ts";
import type { Transaction } from "../transaction.ts";
import { audit } from "./audit.ts";

const DAY_MS = 86_400_000;
const TOKEN_BYTES = 32;
const hashOf = (token: string) => createHash("sha256").update(token).digest("hex");

/** Makes an invitation. Its token is in the answer and nowhere else: only the hash is stored. */
export async function makeInvitation(
  viewer: Viewer<"members">,
  { role, email, places, days }: NewInvitation,
): Promise<{ id: string; token: string }> {
  const { db } = await server();
  const { workspaceId, userId } = viewer;
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const address = email === "" ? null : email.toLowerCase();
  if (address !== null && places > 1)
    throw new AppError("INVALID", "An invitation for one address is for one person.", {
      fields: { places: "One address is one person." },
    });
  const expiresAt = new Date(Date.now() + days * DAY_MS);
  return db.$transaction(async (tx) => {
    const { id } = await tx.invitation.create({
      data: {
        ...{ workspaceId, role, places, expiresAt, email: address },
        ...{ hash: hashOf(token), createdBy: userId },
      },
    });
    const after = { role, places, email: address, expiresAt: expiresAt.toISOString() };
    await audit(tx, viewer, { what: "invitation-make", about: { id, name: address ?? "link" }, after });
    return { id, token };
  });
}

/** The workspace's invitations, the newest first. */
export async function listInvitations({ workspaceId }: Viewer<"members">): Promise<InvitationRow[]> {
  const { db } = await server();
  const rows = await db.invitation.findMany({ where: { workspaceId }, orderBy: { createdAt: "desc" } });
  const people = await db.user.findMany({
    where: { id: { in: rows.map(({ createdBy }) => createdBy) } },
    select: { id: true, name: true },
  });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  const now = Date.now();
  return rows.map((row) => ({
    ...{ id: row.id, email: row.email, places: row.places, used: row.used, role: Role.parse(row.role) },
    expiresAt: row.expiresAt.getTime(),
    createdAt: row.createdAt.getTime(),
    by: names.get(row.createdBy) ?? "Somebody who has left",
    state: stateOf(row, now),
  }));
}

type Stored = { revokedAt: Date | null; used: number; places: number; expiresAt: Date };

function stateOf({ revokedAt, used, places, expiresAt }: Stored, now: number): InvitationRow["state"] {
  if (revokedAt !== null) return "revoked";
  if (used >= places) return "full";
  return expiresAt.getTime() <= now ? "expired" : "open";
}

/** Makes an invitation's link useless from now on; who has come by it stays. */
export async function revokeInvitation(
  viewer: Viewer<"members">,
  { id }: { id: string },
): Promise<{ id: string }> {
  const { db } = await server();
  const { workspaceId } = viewer;
  await db.$transaction(async (tx) => {
    const { count } = await tx.invitation.updateMany({
      where: { id, workspaceId, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    const row = await tx.invitation.findFirst({ where: { id, workspaceId } });
    if (row === null) throw notFound("invitation");
    if (count === 0) return;
    await audit(tx, viewer, { what: "invitation-revoke", about: { id, name: row.email ?? "link" } });
  });
  return { id };
}

/** What an invitation offers; null when it does not work (any more), whatever the reason. */
export async function viewInvitation(token: string): Promise<InvitationView | null> {
  const row = await openInvitation(token);
  if (row === null) return null;
  const { db } = await server();
  const by = await db.user.findUnique({ where: { id: row.createdBy }, select: { name: true } });
  return {
    workspace: row.workspace.name,
    role: Role.parse(row.role),
    by: by?.name ?? "Somebody who has left",
    email: row.email,
    expiresAt: row.expiresAt.getTime(),
  };
}

async function openInvitation(token: string) {
  const { db } = await server();
  const row = await db.invitation
    .findUnique({ where: { hash: hashOf(token) }, include: { workspace: true } })
    .catch((error) => {
      if (isUnstorableText(error)) return null;
      throw error;
    });
  return row !== null && stateOf(row, Date.now()) === "open" ? row : null;
}

export const JoinByToken = z.strictObject({ token: z.string().max(200) });
export const JoinAsNew = NewAccount.extend({ token: z.string().max(200) });

/** Makes the person who is signed in a member by an invitation; who is one already stays what they are, and uses nothing up. */
export async function joinWorkspace(
  { token }: z.infer<typeof JoinByToken>,
  sent: Headers,
): Promise<{ slug: string }> {
  const person = await personOf(sent);
  if (person === null)
    throw new AppError("UNAUTHENTICATED", "You are signed out: sign in, then open the invitation again.");
  const { db } = await server();
  return db.$transaction((tx) => join(tx, token, person));
}

/**
 * Makes an account, signed in, and its person a member by an invitation. Sign-up is open for this one call; what fails
 * leaves no account behind and uses nothing up.
 */
export async function joinAsNew(
  { token, name, email, password }: z.infer<typeof JoinAsNew>,
  sent: Headers,
): Promise<{ slug: string }> {
  const { db, auth } = await server();
  // Asked first, so that nobody learns without an invitation which addresses have accounts.
  const invitation = await openInvitation(token);
  if (invitation === null) throw useless();
  refuseOtherAddress(invitation, email);
  if ((await db.user.count({ where: { email: email.toLowerCase() } })) > 0)
    throw new AppError("CONFLICT", "There is an account with this address: sign in with it, then join.", {
      fields: { email: "This address has an account: sign in instead." },
    });
  const made = await auth.whileClaiming(() =>
    auth.api.signUpEmail({ body: { name, email, password }, headers: sent }),
  );
  const { id: userId } = made.user;
  try {
    const person = { userId, name, email: made.user.email, address: clientAddress(sent) };
    return await db.$transaction((tx) => join(tx, token, person));
  } catch (cause) {
    await db.user.delete({ where: { id: userId } });
    throw cause;
  }
}

async function join(tx: Transaction, token: string, person: Person): Promise<{ slug: string }> {
  const { userId, name, email } = person;
  // One after another, so that of two who take the last place one comes too late.
  await tx.$queryRaw`SELECT id FROM invitation WHERE hash = ${hashOf(token)} FOR UPDATE`;
  const row = await tx.invitation.findUnique({
    where: { hash: hashOf(token) },
    include: { workspace: { select: { slug: true } } },
  });
  if (row === null) throw useless();
  const { workspaceId, role, workspace } = row;
  const known = await tx.member.count({ where: { workspaceId, userId } });
  if (known > 0) return { slug: workspace.slug };
  if (stateOf(row, Date.now()) !== "open") throw useless();
  refuseOtherAddress(row, email);
  await tx.invitation.update({ where: { id: row.id }, data: { used: { increment: 1 } } });
  await tx.member.create({ data: { workspaceId, userId, role } });
  await audit(
    tx,
    { ...person, workspaceId },
    { what: "member-join", about: { id: userId, name }, after: { role, invitation: row.id } },
  );
  return { slug: workspace.slug };
}

/** One answer for a token that was guessed, and for one that is expired, revoked or used up. */
const useless = () =>
  new AppError("NOT_FOUND", "This invitation does not work (any more). Ask for a new one.");

function refuseOtherAddress({ email: only }: { email: string | null }, email: string): void {
  if (only === null || only === email.toLowerCase()) return;
  throw new AppError("REFUSED", `This invitation is for ${only}: use the account with that address.`, {
    fields: { email: `This invitation is for ${only}.` },
  });
}
