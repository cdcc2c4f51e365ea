import { z } from "zod";

/** What a person is in a workspace, from the least to the most. */
export const Role = z.enum(["viewer", "operator", "editor", "owner"]);
export type Role = z.infer<typeof Role>;

/** What may be done in a workspace, and from which role on. Actions, pages, documentation and tests read this table. */
export const RIGHTS = {
  /** See everything that the workspace has, and keep copies of it as files. */
  see: "viewer",
  /** Start, cancel and keep runs, which may cost money. */
  run: "operator",
  /** Draw: make, change, remove and bring back workflows, and try what their tools would do. */
  edit: "editor",
  /** Publish versions, which other workflows and programs use from then on. */
  publish: "editor",
  /** Store, change and remove connections and prices. */
  connections: "owner",
  /** Invite people, give them roles, and end memberships. */
  members: "owner",
  /** Read who changed what about people, rights, connections and versions. */
  audit: "owner",
  /** Change the workspace itself. */
  settings: "owner",
  /** Delete for good. */
  delete: "owner",
} as const satisfies Record<string, Role>;

export type Right = keyof typeof RIGHTS;

/** Whether a role has a right. */
export const hasRight = (role: Role, right: Right): boolean =>
  Role.options.indexOf(role) >= Role.options.indexOf(RIGHTS[right]);
