import type { MemberId, MemberRole, MemberRow } from "../../views/members.ts";
import { Role } from "../../views/roles.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { AppError, notFound } from "../app-error.ts";
import { tellAccess } from "../live/stream-authority.ts";
import { server } from "../ports.ts";
import type { Transaction } from "../transaction.ts";
import { audit } from "./audit.ts";

/** The people of the workspace: owners first, then by name. */
export async function listMembers({ workspaceId }: Viewer): Promise<MemberRow[]> {
  const { db } = await server();
  const members = await db.member.findMany({
    where: { workspaceId },
    include: { user: { select: { name: true, email: true } } },
  });
  const rank = ({ role }: MemberRow) => -Role.options.indexOf(role);
  return members
    .map(({ userId, role, createdAt, seenAt, user }) => ({
      ...{ userId, ...user, role: Role.parse(role) },
      joinedAt: createdAt.getTime(),
      seenAt: seenAt?.getTime() ?? null,
    }))
    .toSorted((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name));
}

/** Gives a member another role. The last owner can't become anything less. */
export async function changeRole(
  viewer: Viewer<"members">,
  { userId, role }: MemberRole,
): Promise<{ role: Role }> {
  await changeMember(viewer, userId, async (tx, { name, role: before }) => {
    if (before === role) return;
    if (before === "owner") await refuseLastOwner(tx, viewer);
    await tx.member.update({ where: keyOf(viewer, userId), data: { role } });
    const about = { id: userId, name };
    await audit(tx, viewer, { what: "member-role", about, before: { role: before }, after: { role } });
  });
  return { role };
}

/** Ends somebody's membership. What they have made stays; the last owner can't go. */
export async function removeMember(
  viewer: Viewer<"members">,
  { userId }: MemberId,
): Promise<{ userId: string }> {
  await changeMember(viewer, userId, async (tx, { name, role }) => {
    if (role === "owner") await refuseLastOwner(tx, viewer);
    await tx.member.delete({ where: keyOf(viewer, userId) });
    await audit(tx, viewer, { what: "member-remove", about: { id: userId, name }, before: { role } });
  });
  return { userId };
}

/** Ends the viewer's own membership; the last owner has to hand over first. */
export async function leaveWorkspace(viewer: Viewer): Promise<{ userId: string }> {
  const { userId } = viewer;
  await changeMember(viewer, userId, async (tx, { name, role }) => {
    if (role === "owner") await refuseLastOwner(tx, viewer);
    await tx.member.delete({ where: keyOf(viewer, userId) });
    await audit(tx, viewer, { what: "member-leave", about: { id: userId, name }, before: { role } });
  });
  return { userId };
}

const keyOf = ({ workspaceId }: Viewer, userId: string) => ({
  workspaceId_userId: { workspaceId, userId },
});

/**
 * Changes a member, while nobody else changes the members of this workspace: two owners who go at the same moment would
 * else leave none. Then their open streams find out.
 */
async function changeMember(
  viewer: Viewer,
  userId: string,
  change: (tx: Transaction, member: { name: string; role: Role }) => Promise<void>,
): Promise<void> {
  const { db } = await server();
  const { workspaceId } = viewer;
  await db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM workspace WHERE id = ${workspaceId} FOR NO KEY UPDATE`;
    const member = await tx.member.findUnique({
      where: keyOf(viewer, userId),
      include: { user: { select: { name: true } } },
    });
    if (member === null) throw notFound("member");
    await change(tx, { name: member.user.name, role: Role.parse(member.role) });
  });
  await tellAccess(db, userId);
}

async function refuseLastOwner(tx: Transaction, { workspaceId }: Viewer): Promise<void> {
  if ((await tx.member.count({ where: { workspaceId, role: "owner" } })) > 1) return;
  throw new AppError(
    "CONFLICT",
    "A workspace keeps an owner: make somebody else an owner first, then this can be done.",
  );
}
