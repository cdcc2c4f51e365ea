import { APIError } from "better-auth";
import { z } from "zod";
import type { OwnAccount } from "../../views/own-account.ts";
import { AppError, notFound } from "../app-error.ts";
import { tellAccess } from "../live/stream-authority.ts";
import { server } from "../ports.ts";
import { PASSWORD_LENGTH } from "./auth.ts";
import { NewAccount } from "./new-account.ts";
import { TryLimit } from "./try-limit.ts";
import type { Person } from "./viewer.ts";

/** The person's account, with the browsers in which they are signed in, the latest first. */
export async function loadOwnAccount({ userId, name, email }: Person, sent: Headers): Promise<OwnAccount> {
  const { db } = await server();
  const here = await sessionOf(sent);
  const rows = await db.session.findMany({
    where: { userId, expiresAt: { gt: new Date() } },
    orderBy: { createdAt: "desc" },
  });
  const sessions = rows.map((row) => ({
    ...{
      id: row.id,
      isHere: row.id === here,
      userAgent: row.userAgent ?? "",
      address: row.ipAddress || null,
    },
    begunAt: row.createdAt.getTime(),
    expiresAt: row.expiresAt.getTime(),
  }));
  return { name, email, sessions };
}

async function sessionOf(sent: Headers): Promise<string | null> {
  const { auth } = await server();
  return (await auth.api.getSession({ headers: sent }))?.session.id ?? null;
}

export const OwnName = NewAccount.pick({ name: true });

/** Changes the name that others see. */
export async function changeOwnName(
  { userId }: Person,
  { name }: z.infer<typeof OwnName>,
): Promise<{ name: string }> {
  const { db } = await server();
  await db.user.update({ where: { id: userId }, data: { name } });
  return { name };
}

export const NewPassword = z.strictObject({
  current: z.string().min(1, "Enter the password that you have now.").max(PASSWORD_LENGTH.max),
  next: NewAccount.shape.password,
});

/** Somebody at an open browser must not try passwords without end. */
const tries = new TryLimit([
  { max: 5, windowMs: 60_000 },
  { max: 20, windowMs: 3_600_000 },
]);

/** Gives the person another password, and ends their sessions in all other browsers. */
export async function changePassword(
  person: Person,
  { current, next }: z.infer<typeof NewPassword>,
  sent: Headers,
): Promise<{ ended: number }> {
  const waitMs = tries.take(person.userId, performance.now());
  if (waitMs !== null)
    throw new AppError("TOO_MANY", "Too many tries. Wait, then try again.", { retryAfterMs: waitMs });
  const { auth } = await server();
  try {
    const body = { currentPassword: current, newPassword: next };
    await auth.api.changePassword({ body, headers: sent });
  } catch (cause) {
    if (!(cause instanceof APIError)) throw cause;
    throw new AppError("INVALID", "That is not the password of this account.", {
      fields: { current: "That is not your password." },
      cause,
    });
  }
  tries.clear(person.userId);
  return endOtherSessions(person, {}, sent);
}

/** Signs the person out in all other browsers; gives how many these were. */
export async function endOtherSessions(
  { userId }: Person,
  _nothing: object,
  sent: Headers,
): Promise<{ ended: number }> {
  const { db } = await server();
  const here = await sessionOf(sent);
  const { count } = await db.session.deleteMany({ where: { userId, ...(here && { id: { not: here } }) } });
  await tellAccess(db, userId);
  return { ended: count };
}

/** Signs the person out in one other browser. */
export async function endOneSession({ userId }: Person, { id }: { id: string }): Promise<{ id: string }> {
  const { db } = await server();
  const { count } = await db.session.deleteMany({ where: { id, userId } });
  if (count === 0) throw notFound("session");
  await tellAccess(db, userId);
  return { id };
}
