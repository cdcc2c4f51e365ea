import { createHash, randomBytes } from "node:crypto";
import type { NewToken, TokenRow } from "../../views/api-token.ts";
import { Role } from "../../views/roles.ts";
import { AppError, notFound } from "../app-error.ts";
import { server } from "../ports.ts";
import { audit } from "../workspaces/audit.ts";
import { clientAddress } from "./client-address.ts";
import { unlessTransient, type Viewer, viewerAs } from "./viewer.ts";

const DAY_MS = 86_400_000;
const SEEN_MS = 60_000;
/** So that a token is known as one wherever it turns up. */
const PREFIX = "tutti_";
const FORM = /^tutti_[\w-]{43}$/;
const hashOf = (token: string) => createHash("sha256").update(token).digest("hex");

/** Makes a token for a program, which acts for the viewer. It is in the answer and nowhere else: only its hash is stored. */
export async function makeToken(
  viewer: Viewer<"tokens">,
  { name, role, days }: NewToken,
): Promise<{ id: string; token: string }> {
  const { db } = await server();
  const { workspaceId, userId } = viewer;
  const token = PREFIX + randomBytes(32).toString("base64url");
  const expiresAt = days === null ? null : new Date(Date.now() + days * DAY_MS);
  return db.$transaction(async (tx) => {
    const { id } = await tx.apiToken.create({
      data: { workspaceId, userId, name, role, expiresAt, hash: hashOf(token), last4: token.slice(-4) },
    });
    const after = { role, expiresAt: expiresAt?.toISOString() ?? null };
    await audit(tx, viewer, { what: "token-make", about: { id, name }, after });
    return { id, token };
  });
}

/** The workspace's tokens, the newest first. */
export async function listTokens({ workspaceId }: Viewer<"tokens">): Promise<TokenRow[]> {
  const { db } = await server();
  const rows = await db.apiToken.findMany({
    where: { workspaceId },
    orderBy: { createdAt: "desc" },
    include: { member: { select: { user: { select: { name: true } } } } },
  });
  return rows.map(({ id, name, last4, role, member, createdAt, expiresAt, usedAt }) => ({
    ...{ id, name, last4, role: Role.parse(role), by: member.user.name },
    createdAt: createdAt.getTime(),
    expiresAt: expiresAt?.getTime() ?? null,
    usedAt: usedAt?.getTime() ?? null,
  }));
}

/** Removes a token: what shows it is refused from now on. */
export async function revokeToken(viewer: Viewer<"tokens">, { id }: { id: string }): Promise<{ id: string }> {
  const { db } = await server();
  const own = { id, workspaceId: viewer.workspaceId };
  await db.$transaction(async (tx) => {
    const row = await tx.apiToken.findFirst({ where: own });
    const { count } = await tx.apiToken.deleteMany({ where: own });
    if (row === null || count === 0) throw notFound("token");
    const { name, role } = row;
    await audit(tx, viewer, { what: "token-revoke", about: { id, name }, before: { role } });
  });
  return { id };
}

/** Who asks by a token: the member who made it, with the lesser of the token's role and their own. */
export type TokenViewer = { viewer: Viewer; tokenId: string };

/**
 * The viewer of a request of the HTTP API, by its token. There is one refusal for one that is missing, guessed, expired or
 * revoked, and for any other kind of credentials.
 */
export async function viewerByToken(headers: Headers): Promise<TokenViewer> {
  const [scheme, token = ""] = (headers.get("authorization") ?? "").split(" ");
  const { db } = await server();
  const row =
    scheme?.toLowerCase() === "bearer" && FORM.test(token)
      ? await db.apiToken.findUnique({
          where: { hash: hashOf(token) },
          include: { member: { include: { user: true, workspace: { select: { slug: true } } } } },
        })
      : null;
  const now = Date.now();
  if (row === null || (row.expiresAt !== null && row.expiresAt.getTime() <= now))
    throw new AppError(
      "UNAUTHENTICATED",
      "Send a valid token of this Tutti in the header `Authorization: Bearer …`. Owners make them on the page Tokens.",
    );
  if (now - (row.usedAt?.getTime() ?? 0) > SEEN_MS)
    await db.apiToken
      .updateMany({ where: { id: row.id }, data: { usedAt: new Date(now) } })
      .catch(unlessTransient);
  const { userId, workspaceId, member } = row;
  const { name, email } = member.user;
  const who = { userId, name, email, workspaceId, slug: member.workspace.slug };
  const role = lesser(Role.parse(row.role), Role.parse(member.role));
  return { viewer: viewerAs(role, { ...who, address: clientAddress(headers) }), tokenId: row.id };
}

function lesser(one: Role, other: Role): Role {
  const rank = (role: Role) => Role.options.indexOf(role);
  return rank(one) < rank(other) ? one : other;
}
