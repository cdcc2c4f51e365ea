import type { Role } from "./roles.ts";

/** A workspace as its people see it in lists. */
export type WorkspaceRow = { slug: string; name: string; role: Role };

/** Who is signed in and where, for the frame of the app. */
export type Account = {
  name: string;
  email: string;
  /** The workspace that the page is in. */
  here: WorkspaceRow;
  /** Every workspace of the person, by name. */
  workspaces: WorkspaceRow[];
};
