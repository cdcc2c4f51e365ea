import { AppError } from "../app-error.ts";
import { server } from "../ports.ts";
import { PASSWORD_LENGTH } from "./auth.ts";

/**
 * Gives an owner another password and ends all their sessions; gives the email to sign in with. Of several owners it is the
 * one with this email, or the first.
 */
export async function resetOwner(password: string, only?: string): Promise<{ email: string }> {
  const { db, auth } = await server();
  if (password.length < PASSWORD_LENGTH.min || password.length > PASSWORD_LENGTH.max)
    throw new AppError(
      "INVALID",
      `Expected a password of ${PASSWORD_LENGTH.min} to ${PASSWORD_LENGTH.max} characters, got ${password.length}.`,
    );
  const owner = await db.member.findFirst({
    where: { role: "owner", ...(only !== undefined && { user: { email: only.toLowerCase() } }) },
    orderBy: { createdAt: "asc" },
    include: { user: true },
  });
  if (owner === null)
    throw new AppError(
      "NOT_FOUND",
      only === undefined
        ? "There is no owner yet: start Tutti and open the link that it prints."
        : `No owner of a workspace has the email ${only}.`,
    );
  const hash = await auth.hashPassword(password);
  await db.$transaction([
    db.account.updateMany({
      where: { userId: owner.userId, providerId: "credential" },
      data: { password: hash },
    }),
    db.session.deleteMany({ where: { userId: owner.userId } }),
  ]);
  return { email: owner.user.email };
}
