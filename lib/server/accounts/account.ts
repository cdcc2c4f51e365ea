import type { Account } from "../../views/account.ts";
import { tellAccess } from "../live/stream-authority.ts";
import { server } from "../ports.ts";
import { listWorkspaces } from "../workspaces/workspace.ts";
import type { Viewer } from "./viewer.ts";

/** The viewer's account as the frame shows it. */
export async function loadAccount(viewer: Viewer): Promise<Account> {
  const { name, email, slug, role } = viewer;
  const workspaces = await listWorkspaces(viewer);
  const here = workspaces.find((one) => one.slug === slug) ?? { slug, name: slug, role };
  return { name, email, here, workspaces };
}

/** Ends the session whose cookie these headers carry, and the streams that it holds open. */
export async function endSession(headers: Headers): Promise<void> {
  const { auth, db } = await server();
  const session = await auth.api.getSession({ headers });
  await auth.api.signOut({ headers });
  if (session !== null) await tellAccess(db, session.user.id);
}
