import type { Right } from "../views/roles.ts";

/** What an id in a request names; whoever has no authority over it gets "not found". */
export type Named = "workflow" | "run" | "connection" | "mail" | "practice" | "price" | "quirk";

/**
 * A door of the app. `member`: whoever has the right in the workspace that the address names, over what is in it alone.
 * `person`: whoever is signed in, over what is theirs. `anyone`: also without a session, because of what it checks by
 * itself (`because`).
 */
export type Door =
  | { who: "member"; right: Right; what: string; names: readonly Named[] }
  | { who: "person"; what: string }
  | { who: "anyone"; what: string; because: string };

const member = (right: Right, what: string, ...names: Named[]): Door => ({
  who: "member",
  right,
  what,
  names,
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

  "page /": person("be led to the workspace that one looked into last"),
  "page /[section]/[[...rest]]": person("be led on from an address without a workspace"),

  "page /w/[workspace]": member("see", "list workflows"),
  "action /w/[workspace] createWorkflow": member("edit", "make an empty workflow"),
  "action /w/[workspace] createFromTemplate": member("edit", "make a workflow from a template"),
  "action /w/[workspace] renameWorkflow": member("edit", "rename a workflow", "workflow"),
  "action /w/[workspace] duplicateWorkflow": member("edit", "copy a workflow", "workflow"),
  "action /w/[workspace] deleteWorkflow": member("edit", "delete a workflow", "workflow"),
  "action /w/[workspace] restoreWorkflow": member("edit", "bring a deleted workflow back", "workflow"),
  "action /w/[workspace]/workflows/[id] trySql": member(
    "edit",
    "try an SQL statement, which changes nothing",
    "connection",
  ),
  "POST /api/w/[workspace]/connections/[id]/statement": member(
    "edit",
    "have a database read an SQL statement, which is not run",
    "connection",
  ),
  "POST /api/w/[workspace]/workflows": member("edit", "make a workflow from a file"),
  "GET /api/w/[workspace]/workflows/[id]/file": member("see", "keep a workflow as a file", "workflow"),
  "page /w/[workspace]/workflows/[id]": member("see", "open a workflow", "workflow"),
  "POST /api/w/[workspace]/workflows/[id]/edits": member("edit", "store edits of a workflow", "workflow"),
  "GET /api/w/[workspace]/workflows/[id]/edits": member("see", "follow the edits of a workflow", "workflow"),
  "action /w/[workspace]/workflows/[id] startRun": member("run", "start a run of a workflow", "workflow"),
  "action /w/[workspace]/workflows/[id] publishVersion": member(
    "publish",
    "publish a workflow as it is stored",
    "workflow",
  ),
  "action /w/[workspace]/workflows/[id] listVersions": member(
    "see",
    "list the versions of a workflow",
    "workflow",
  ),
  "action /w/[workspace]/workflows/[id] readVersion": member(
    "see",
    "open a version of a workflow",
    "workflow",
  ),
  "action /w/[workspace]/workflows/[id] compareVersions": member(
    "see",
    "see what changes between two versions",
    "workflow",
  ),
  "action /w/[workspace]/workflows/[id] usableWorkflows": member(
    "see",
    "list the workflows that a node may run",
    "workflow",
  ),
  "action /w/[workspace]/workflows/[id] loadPublished": member(
    "see",
    "read the versions that a drawing uses",
    "workflow",
  ),
  "POST /api/w/[workspace]/runs/[id]/cancel": member("run", "cancel a run", "run"),

  "page /w/[workspace]/runs": member("see", "list runs"),
  "page /w/[workspace]/runs/[id]": member("see", "open a run, or see that it was deleted", "run"),
  "action /w/[workspace]/runs deleteRun": member("delete", "delete a run", "run"),
  "action /w/[workspace]/runs pinRun": member("run", "keep a run, or no longer", "run"),
  "GET /api/w/[workspace]/runs/[id]/events": member("see", "follow a run", "run"),
  "GET /api/w/[workspace]/runs/[id]/values/[hash]": member("see", "read a large value of a run", "run"),
  "GET /api/w/[workspace]/runs/[id]/wait": member("see", "see why a run waits", "run"),

  "page /w/[workspace]/runners": member("see", "list runners, with the workspace's runs that they hold"),
  "GET /api/w/[workspace]/runners": member("see", "list runners, with the workspace's runs that they hold"),

  "page /w/[workspace]/settings": member("see", "see how long runs are kept, and backups"),
  "action /w/[workspace]/settings setRetention": member("settings", "set how long runs are kept"),
  "action /w/[workspace]/settings countOlder": member("settings", "count the runs that would be deleted"),
  "GET /api/w/[workspace]/room": member("see", "see whether there is room on the disk"),

  "page /w/[workspace]/connections": member("see", "list connections"),
  "action /w/[workspace]/connections recogniseModel": member("connections", "test a key that is not stored"),
  "action /w/[workspace]/connections createConnection": member("connections", "store a connection"),
  "action /w/[workspace]/connections updateConnection": member(
    "connections",
    "change a connection",
    "connection",
  ),
  "action /w/[workspace]/connections testConnection": member("connections", "try a connection", "connection"),
  "action /w/[workspace]/connections removeConnection": member(
    "connections",
    "remove a connection",
    "connection",
  ),
  "action /w/[workspace]/connections setDefaultConnection": member(
    "connections",
    "choose the default model connection",
    "connection",
  ),
  "action /w/[workspace]/connections addQuirk": member(
    "connections",
    "set how a model endpoint is called",
    "connection",
  ),
  "action /w/[workspace]/connections removeQuirk": member(
    "connections",
    "forget how a model endpoint is called",
    "quirk",
  ),
  "action /w/[workspace]/connections addPrice": member("connections", "add a price"),
  "action /w/[workspace]/connections removePrice": member("connections", "remove a price", "price"),

  "page /w/[workspace]/demo": member("see", "look into the demo company", "practice"),
  "action /w/[workspace]/demo setDemoOffline": member("edit", "take a demo system offline", "practice"),
  "action /w/[workspace]/demo resetDemo": member("edit", "reset the demo company", "practice"),

  "page /w/[workspace]/outbox": member("see", "read mails that were kept", "mail"),
};
