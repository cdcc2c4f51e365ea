import type { Account } from "../../views/account.ts";
import { tellSignOut } from "../live/stream-authority.ts";
import { server } from "../ports.ts";
import type { Viewer } from "./viewer.ts";

/** The viewer's account as the frame shows it. */
export async function loadAccount(viewer: Viewer): Promise<Account> {
  const { db } = await server();
  const { name } = await db.workspace.findUniqueOrThrow({ where: { id: viewer.workspaceId } });
  return { name: viewer.name, email: viewer.email, workspaceName: name };
}

/** Ends the session whose cookie these headers carry, and the streams that it holds open. */
export async function endSession(headers: Headers): Promise<void> {
  const { auth, db } = await server();
  const session = await auth.api.getSession({ headers });
  await auth.api.signOut({ headers });
  if (session !== null) await tellSignOut(db, session.user.id);
}
