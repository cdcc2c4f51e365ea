import { z } from "zod";
import { AppError } from "../app-error.ts";
import { server } from "../ports.ts";

/** 'owner' is the only role yet. */
export const Role = z.enum(["owner"]);
export type Role = z.infer<typeof Role>;

/** Who is asking, as the session and the membership row say. Every use case takes one first. */
export type Viewer = { userId: string; workspaceId: string; role: Role; name: string; email: string };

/** The viewer whose session cookie these headers carry, or null: signed out, expired, or no member any more. */
export async function viewerOf(headers: Headers): Promise<Viewer | null> {
  const { auth, db } = await server();
  const session = await auth.api.getSession({ headers });
  if (session === null) return null;
  const member = await db.member.findFirst({
    where: { userId: session.user.id },
    orderBy: { createdAt: "asc" },
  });
  if (member === null) return null;
  return {
    userId: session.user.id,
    workspaceId: member.workspaceId,
    role: Role.parse(member.role),
    name: session.user.name,
    email: session.user.email,
  };
}

/** As `viewerOf`, but refuses who is not signed in. */
export async function requireViewer(headers: Headers): Promise<Viewer> {
  const viewer = await viewerOf(headers);
  if (viewer === null) throw new AppError("UNAUTHENTICATED", "You are signed out: sign in and try again.");
  return viewer;
}
