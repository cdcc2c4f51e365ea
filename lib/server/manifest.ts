import type { AuditName } from "../views/audit-entry.ts";
import type { Right } from "../views/roles.ts";

/** What an id in a request names; whoever has no authority over it gets "not found". */
export type Named =
  | "workflow"
  | "run"
  | "connection"
  | "mail"
  | "practice"
  | "price"
  | "quirk"
  | "member"
  | "token"
  | "link"
  | "invitation";

/**
 * A door of the app. `member`: whoever has the right in the workspace that the address names, over what is in it alone.
 * `token`: a program with a token that has
 * the right, in the token's workspace. `person`: whoever is signed in, over what is theirs. `anyone`: also without a session, because of what it checks by
 * itself (`because`).
 */
export type Door =
  | { who: "member"; right: Right; what: string; names: readonly Named[]; leaves: Leaves }
  | { who: "token"; right: Right; what: string; names: readonly Named[]; leaves: Leaves }
  | { who: "person"; what: string }
  | { who: "anyone"; what: string; because: string };

/**
 * What is left of what was done: an entry of the audit, an edit in the workflow's history, events in the run's log, or
 * nothing, because nothing was changed.
 */
export type Leaves = AuditName | "edits" | "log" | "nothing";

type Member = Extract<Door, { who: "member" }>;

const sees = (what: string, ...names: Named[]): Member => asks("see", what, ...names);
/** Changes nothing, and takes a right all the same. */
const asks = (right: Right, what: string, ...names: Named[]): Member => ({
  ...{ who: "member", right, what, names, leaves: "nothing" },
});
const changes = (right: Right, leaves: Leaves, what: string, ...names: Named[]): Member => ({
  ...{ who: "member", right, what, names, leaves },
});
const program = (right: Right, leaves: Leaves, what: string, ...names: Named[]): Door => ({
  ...{ who: "token", right, what, names, leaves },
});
const person = (what: string): Door => ({ who: "person", what });

/**
 * Every page, server action and route handler: who may use it, and for what. Tests walk `app/` and fail on a door that is
 * not here, and try each one here without a session, from another site, and with another workspace's ids.
 */
export const manifest: Record<string, Door> = {
  "page /welcome": {
    who: "anyone",
    what: "the form that makes the owner",
    because: "it shows a form or a refusal, by the one-time code",
  },
  "action /welcome makeOwner": {
    who: "anyone",
    what: "make the owner and the workspace",
    because: "it needs the one-time code, which it uses up",
  },
  "page /sign-in": { who: "anyone", what: "the sign-in form", because: "it shows a form" },
  "POST /api/auth/[...path]": {
    who: "anyone",
    what: "sign in",
    because: "it checks email and password, with a limit on tries; sign-up refuses",
  },
  "action / signOut": {
    who: "anyone",
    what: "end one's own session",
    because: "it ends what it was sent with",
  },

  "page /s/[token]": {
    who: "anyone",
    what: "look at a version by a link",
    because: "it shows what its link allows to who holds the token",
  },
  "page /join/[token]": {
    who: "anyone",
    what: "read an invitation",
    because: "it shows what an invitation offers to who holds its token",
  },
  "action /join/[token] joinWorkspace": {
    who: "anyone",
    what: "become a member by an invitation",
    because: "it needs a session and an invitation's token",
  },
  "action /join/[token] joinAsNew": {
    who: "anyone",
    what: "make an account and become a member by an invitation",
    because: "it needs an invitation's token, of which it uses one place up",
  },

  "GET /api/health": {
    who: "anyone",
    what: "see that the process answers",
    because: "it says one word, and reads nothing",
  },
  "GET /api/ready": {
    who: "anyone",
    what: "see whether the process can work",
    because: "it says one word: ready, draining, disk or database",
  },

  "GET /api/v1/openapi.json": {
    who: "anyone",
    what: "read the description of the HTTP API",
    because: "it is the same for everybody, and says nothing of what is here",
  },
  "GET /api/v1/workflows": program("see", "nothing", "list workflows"),
  "POST /api/v1/workflows/[id]/runs": program("run", "log", "start a run of a published version", "workflow"),
  "GET /api/v1/runs": program("see", "nothing", "list runs"),
  "GET /api/v1/runs/[id]": program("see", "nothing", "read a run and its result", "run"),
  "GET /api/v1/runs/[id]/events": program("see", "nothing", "follow a run", "run"),
  "POST /api/v1/runs/[id]/cancel": program("run", "log", "cancel a run", "run"),

  "page /": person("be led to the workspace that one looked into last"),
  "page /[section]/[[...rest]]": person("be led on from an address without a workspace"),

  "page /account": person("see one's own account and where one is signed in"),
  "action /account changeOwnName": person("change one's own name"),
  "action /account changePassword": person("change one's own password, with the one before"),
  "action /account endOneSession": person("end another session of one's own"),
  "action /account endOtherSessions": person("end all other sessions of one's own"),
  "action / createWorkspace": person("make a workspace of one's own, if one owns another"),

  "page /w/[workspace]": sees("list workflows"),
  "action /w/[workspace] createWorkflow": changes("edit", "workflow-make", "make an empty workflow"),
  "action /w/[workspace] createFromTemplate": changes(
    "edit",
    "workflow-make",
    "make a workflow from a template",
  ),
  "action /w/[workspace] renameWorkflow": changes("edit", "workflow-rename", "rename a workflow", "workflow"),
  "action /w/[workspace] duplicateWorkflow": changes("edit", "workflow-make", "copy a workflow", "workflow"),
  "action /w/[workspace] deleteWorkflow": changes("edit", "workflow-delete", "delete a workflow", "workflow"),
  "action /w/[workspace] restoreWorkflow": changes(
    "edit",
    "workflow-restore",
    "bring a deleted workflow back",
    "workflow",
  ),
  "action /w/[workspace]/workflows/[id] trySql": asks(
    "edit",
    "try an SQL statement, which changes nothing",
    "connection",
  ),
  "POST /api/w/[workspace]/connections/[id]/statement": asks(
    "edit",
    "have a database read an SQL statement, which is not run",
    "connection",
  ),
  "POST /api/w/[workspace]/workflows": changes("edit", "workflow-make", "make a workflow from a file"),
  "GET /api/w/[workspace]/workflows/[id]/file": sees("keep a workflow as a file", "workflow"),
  "page /w/[workspace]/workflows/[id]": sees("open a workflow", "workflow"),
  "POST /api/w/[workspace]/workflows/[id]/edits": changes(
    "edit",
    "edits",
    "store edits of a workflow",
    "workflow",
  ),
  "GET /api/w/[workspace]/workflows/[id]/edits": sees("follow the edits of a workflow", "workflow"),
  "action /w/[workspace]/workflows/[id] startRun": changes(
    "run",
    "log",
    "start a run of a workflow",
    "workflow",
  ),
  "action /w/[workspace]/workflows/[id] publishVersion": changes(
    "publish",
    "version-publish",
    "publish a workflow as it is stored",
    "workflow",
  ),
  "action /w/[workspace]/workflows/[id] listVersions": sees("list the versions of a workflow", "workflow"),
  "action /w/[workspace]/workflows/[id] readVersion": sees("open a version of a workflow", "workflow"),
  "action /w/[workspace]/workflows/[id] compareVersions": sees(
    "see what changes between two versions",
    "workflow",
  ),
  "action /w/[workspace]/workflows/[id] usableWorkflows": sees(
    "list the workflows that a node may run",
    "workflow",
  ),
  "action /w/[workspace]/workflows/[id] loadPublished": sees(
    "read the versions that a drawing uses",
    "workflow",
  ),
  "POST /api/w/[workspace]/runs/[id]/cancel": changes("run", "log", "cancel a run", "run"),

  "page /w/[workspace]/runs": sees("list runs"),
  "page /w/[workspace]/runs/[id]": sees("open a run, or see that it was deleted", "run"),
  "action /w/[workspace]/runs deleteRun": changes("delete", "run-delete", "delete a run", "run"),
  "action /w/[workspace]/runs pinRun": changes("run", "run-keep", "keep a run, or no longer", "run"),
  "GET /api/w/[workspace]/runs/[id]/events": sees("follow a run", "run"),
  "GET /api/w/[workspace]/runs/[id]/values/[hash]": sees("read a large value of a run", "run"),
  "GET /api/w/[workspace]/runs/[id]/wait": sees("see why a run waits", "run"),

  "page /w/[workspace]/members": sees("see who is in the workspace"),
  "action /w/[workspace]/members changeRole": changes(
    "members",
    "member-role",
    "give a member another role",
    "member",
  ),
  "action /w/[workspace]/members removeMember": changes(
    "members",
    "member-remove",
    "end a membership",
    "member",
  ),
  "action /w/[workspace]/members leaveWorkspace": changes("see", "member-leave", "end one's own membership"),
  "action /w/[workspace]/members makeInvitation": changes("members", "invitation-make", "invite people"),
  "action /w/[workspace]/members revokeInvitation": changes(
    "members",
    "invitation-revoke",
    "make an invitation useless",
    "invitation",
  ),
  "page /w/[workspace]/links": asks("link", "list links"),
  "action /w/[workspace]/links makeLink": changes(
    "link",
    "link-make",
    "make a link to a version",
    "workflow",
  ),
  "action /w/[workspace]/links revokeLink": changes("link", "link-revoke", "revoke a link", "link"),
  "page /w/[workspace]/tokens": asks("tokens", "list tokens"),
  "action /w/[workspace]/tokens makeToken": changes("tokens", "token-make", "make a token for a program"),
  "action /w/[workspace]/tokens revokeToken": changes("tokens", "token-revoke", "revoke a token", "token"),
  "page /w/[workspace]/audit": asks("audit", "read who changed what about people, rights and connections"),
  "GET /api/w/[workspace]/audit": asks("audit", "keep the audit as a file"),

  "page /w/[workspace]/runners": sees("list runners, with the workspace's runs that they hold"),
  "GET /api/w/[workspace]/runners": sees("list runners, with the workspace's runs that they hold"),

  "page /w/[workspace]/settings": sees("see how long runs are kept, and backups"),
  "action /w/[workspace]/settings renameWorkspace": changes(
    "settings",
    "workspace-rename",
    "rename the workspace",
  ),
  "action /w/[workspace]/settings allowLinks": changes(
    "settings",
    "links-allow",
    "say whether links are allowed",
  ),
  "action /w/[workspace]/settings setRetention": changes(
    "settings",
    "retention-change",
    "set how long runs are kept",
  ),
  "action /w/[workspace]/settings countOlder": asks("settings", "count the runs that would be deleted"),
  "GET /api/w/[workspace]/room": sees("see whether there is room on the disk"),

  "page /w/[workspace]/connections": sees("list connections"),
  "action /w/[workspace]/connections recogniseModel": asks("connections", "test a key that is not stored"),
  "action /w/[workspace]/connections createConnection": changes(
    "connections",
    "connection-make",
    "store a connection",
  ),
  "action /w/[workspace]/connections updateConnection": changes(
    "connections",
    "connection-change",
    "change a connection",
    "connection",
  ),
  "action /w/[workspace]/connections testConnection": asks("connections", "try a connection", "connection"),
  "action /w/[workspace]/connections removeConnection": changes(
    "connections",
    "connection-remove",
    "remove a connection",
    "connection",
  ),
  "action /w/[workspace]/connections setDefaultConnection": changes(
    "connections",
    "connection-default",
    "choose the default model connection",
    "connection",
  ),
  "action /w/[workspace]/connections addQuirk": changes(
    "connections",
    "connection-change",
    "set how a model endpoint is called",
    "connection",
  ),
  "action /w/[workspace]/connections removeQuirk": changes(
    "connections",
    "connection-change",
    "forget how a model endpoint is called",
    "quirk",
  ),
  "action /w/[workspace]/connections addPrice": changes("connections", "price-make", "add a price"),
  "action /w/[workspace]/connections removePrice": changes(
    "connections",
    "price-remove",
    "remove a price",
    "price",
  ),

  "page /w/[workspace]/demo": sees("look into the demo company", "practice"),
  "action /w/[workspace]/demo setDemoOffline": changes(
    "edit",
    "demo-change",
    "take a demo system offline",
    "practice",
  ),
  "action /w/[workspace]/demo resetDemo": changes(
    "edit",
    "demo-change",
    "reset the demo company",
    "practice",
  ),

  "page /w/[workspace]/outbox": sees("read mails that were kept", "mail"),
};
