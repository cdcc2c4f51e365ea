import { isTransient } from "../../adapters/store/transient.ts";
import { isUnstorableText } from "../../adapters/store/unstorable-text.ts";
import { hasRight, RIGHTS, type Right, Role } from "../../views/roles.ts";
import { AppError, notFound } from "../app-error.ts";
import { server } from "../ports.ts";
import { clientAddress } from "./client-address.ts";

/** Who is signed in, and where the request comes from: an IP address, or "unknown". */
export type Person = { userId: string; name: string; email: string; address: string };

/**
 * Who is asking, in which workspace, and what they may do there, as the session and the membership say at this moment.
 * Every use case takes one first; its type says which right it asks for, so that a door which asks for less does not
 * type-check.
 */
export type Viewer<R extends Right = "see"> = Person & {
  workspaceId: string;
  /** The workspace in addresses. */
  slug: string;
  role: Role;
  /** The rights that the role has. */
  may: { readonly [K in R | "see"]: true };
};

/** A viewer with every right. */
export type OwnerViewer = Viewer<Right>;

/** How long a membership counts as seen just now, ms: more often nothing is written. */
const SEEN_MS = 60_000;

/** The person whose session cookie these headers carry, or null: signed out or expired. */
export async function personOf(headers: Headers): Promise<Person | null> {
  const { auth } = await server();
  const session = await auth.api.getSession({ headers });
  if (session === null) return null;
  const { id, name, email } = session.user;
  return { userId: id, name, email, address: clientAddress(headers) };
}

/**
 * The viewer in the workspace of this slug; null: signed out or expired. A workspace that is not there and one that the
 * person is no member of are both not found.
 */
export async function viewerOf(headers: Headers, slug: string): Promise<Viewer | null> {
  const person = await personOf(headers);
  if (person === null) return null;
  const { db } = await server();
  const member = await db.member
    .findFirst({ where: { userId: person.userId, workspace: { slug } } })
    .catch((error) => {
      // Of an address with that character nothing can be there.
      if (isUnstorableText(error)) return null;
      throw error;
    });
  if (member === null) throw notFound("workspace");
  const now = Date.now();
  if (now - (member.seenAt?.getTime() ?? 0) > SEEN_MS)
    await db.member
      .updateMany({
        where: { workspaceId: member.workspaceId, userId: person.userId },
        data: { seenAt: new Date(now) },
      })
      // A disk without room keeps nobody from looking.
      .catch(unlessTransient);
  return viewerAs(Role.parse(member.role), { ...person, workspaceId: member.workspaceId, slug });
}

/** That somebody was here is not worth a refusal: what can't be stored now is stored the next time. */
export function unlessTransient(error: unknown): void {
  if (!isTransient(error)) throw error;
}

/** A viewer with a role. */
export function viewerAs(role: Role, who: Person & { workspaceId: string; slug: string }): Viewer {
  // Object.keys of the table gives its own names.
  const rights = Object.keys(RIGHTS) as Right[];
  const may = Object.fromEntries(rights.map((right) => [right, hasRight(role, right)]));
  // Everybody who has a role may see.
  return { ...who, role, may: may as Viewer["may"] };
}

/** A viewer with every right, for what the app itself does in a workspace's name. */
export function ownerAs(who: Omit<Person, "address"> & { workspaceId: string; slug: string }): OwnerViewer {
  // An owner has them all.
  return viewerAs("owner", { address: "unknown", ...who }) as OwnerViewer;
}

/** As `viewerOf`, but refuses who is not signed in, and who lacks the right. */
export async function requireViewer<R extends Right>(
  headers: Headers,
  slug: string,
  right: R,
): Promise<Viewer<R>> {
  const viewer = await viewerOf(headers, slug);
  if (viewer === null) throw new AppError("UNAUTHENTICATED", "You are signed out: sign in and try again.");
  return withRight(viewer, right);
}

/** The same viewer, known to have the right; refuses who lacks it. */
export function withRight<R extends Right>(viewer: Viewer, right: R): Viewer<R> {
  if (may(viewer, right)) return viewer;
  throw new AppError(
    "REFUSED",
    `Only from the role ${RIGHTS[right].from} on may people ${RIGHTS[right].words}; yours in this workspace is ${viewer.role}. Ask an owner.`,
  );
}

/** Whether the viewer has the right. */
export function may<R extends Right>(viewer: Viewer, right: R): viewer is Viewer<R> {
  return hasRight(viewer.role, right);
}
