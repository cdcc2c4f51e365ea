import { z } from "zod";

/** What a person is in a workspace, from the least to the most. */
export const Role = z.enum(["viewer", "operator", "editor", "owner"]);
export type Role = z.infer<typeof Role>;

/**
 * What may be done in a workspace: from which role on, and in words that follow on "may". Actions, pages, documentation and
 * tests read this table.
 */
export const RIGHTS = {
  see: { from: "viewer", words: "see every workflow, run and mail, and keep copies as files" },
  run: { from: "operator", words: "start, cancel and keep runs, which may cost money" },
  edit: { from: "editor", words: "draw: make, change, remove and bring back workflows, and try their tools" },
  publish: { from: "editor", words: "publish versions, which other workflows use from then on" },
  link: {
    from: "editor",
    words: "make and revoke links by which others look at versions, where the workspace allows it",
  },
  connections: { from: "owner", words: "store, change, test and remove connections and prices" },
  members: { from: "owner", words: "invite people, give them roles and end memberships" },
  tokens: { from: "owner", words: "make and revoke tokens, by which programs use the HTTP API" },
  audit: { from: "owner", words: "read who changed what about people, rights, connections and versions" },
  settings: { from: "owner", words: "rename the workspace and say how long runs are kept" },
  delete: { from: "owner", words: "delete runs for good" },
} as const satisfies Record<string, { from: Role; words: string }>;

export type Right = keyof typeof RIGHTS;

/** Whether a role has a right. */
export const hasRight = (role: Role, right: Right): boolean =>
  Role.options.indexOf(role) >= Role.options.indexOf(RIGHTS[right].from);
