/** What an id in a request names; whoever has no authority over it gets "not found". */
export type Named = "workflow" | "run" | "connection" | "mail" | "practice" | "price" | "quirk";

/**
 * A door of the app. `member`: a signed-in person, over what is in their workspace alone. `anyone`: also without a
 * session, because of what it checks by itself (`because`).
 */
export type Door =
  | { who: "member"; what: string; names: readonly Named[] }
  | { who: "anyone"; what: string; because: string };

const member = (what: string, ...names: Named[]): Door => ({ who: "member", what, names });

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

  "page /": member("list workflows"),
  "action / createWorkflow": member("make an empty workflow"),
  "action / createFromTemplate": member("make a workflow from a template"),
  "action / renameWorkflow": member("rename a workflow", "workflow"),
  "action / duplicateWorkflow": member("copy a workflow", "workflow"),
  "action / deleteWorkflow": member("delete a workflow", "workflow"),
  "action / restoreWorkflow": member("bring a deleted workflow back", "workflow"),
  "action /workflows/[id] trySql": member("try an SQL statement, which changes nothing", "connection"),
  "POST /api/connections/[id]/statement": member(
    "have a database read an SQL statement, which is not run",
    "connection",
  ),
  "POST /api/workflows": member("make a workflow from a file"),
  "GET /api/workflows/[id]/file": member("keep a workflow as a file", "workflow"),
  "page /workflows/[id]": member("open a workflow", "workflow"),
  "POST /api/workflows/[id]/edits": member("store edits of a workflow", "workflow"),
  "GET /api/workflows/[id]/edits": member("follow the edits of a workflow", "workflow"),
  "action /workflows/[id] startRun": member("start a run of a workflow", "workflow"),
  "action /workflows/[id] publishVersion": member("publish a workflow as it is stored", "workflow"),
  "action /workflows/[id] listVersions": member("list the versions of a workflow", "workflow"),
  "action /workflows/[id] readVersion": member("open a version of a workflow", "workflow"),
  "action /workflows/[id] compareVersions": member("see what changes between two versions", "workflow"),
  "action /workflows/[id] usableWorkflows": member("list the workflows that a node may run", "workflow"),
  "action /workflows/[id] loadPublished": member("read the versions that a drawing uses", "workflow"),
  "POST /api/runs/[id]/cancel": member("cancel a run", "run"),

  "page /runs": member("list runs"),
  "page /runs/[id]": member("open a run, or see that it was deleted", "run"),
  "action /runs deleteRun": member("delete a run", "run"),
  "action /runs pinRun": member("keep a run, or no longer", "run"),
  "GET /api/runs/[id]/events": member("follow a run", "run"),
  "GET /api/runs/[id]/values/[hash]": member("read a large value of a run", "run"),
  "GET /api/runs/[id]/wait": member("see why a run waits", "run"),

  "page /runners": member("list runners, with the workspace's runs that they hold"),
  "GET /api/runners": member("list runners, with the workspace's runs that they hold"),

  "page /settings": member("see how long runs are kept, and backups"),
  "action /settings setRetention": member("set how long runs are kept"),
  "action /settings countOlder": member("count the runs that would be deleted"),
  "GET /api/room": member("see whether there is room on the disk"),

  "page /connections": member("list connections"),
  "action /connections recogniseModel": member("test a key that is not stored"),
  "action /connections createConnection": member("store a connection"),
  "action /connections updateConnection": member("change a connection", "connection"),
  "action /connections testConnection": member("try a connection", "connection"),
  "action /connections removeConnection": member("remove a connection", "connection"),
  "action /connections setDefaultConnection": member("choose the default model connection", "connection"),
  "action /connections addQuirk": member("set how a model endpoint is called", "connection"),
  "action /connections removeQuirk": member("forget how a model endpoint is called", "quirk"),
  "action /connections addPrice": member("add a price"),
  "action /connections removePrice": member("remove a price", "price"),

  "page /demo": member("look into the demo company", "practice"),
  "action /demo setDemoOffline": member("take a demo system offline", "practice"),
  "action /demo resetDemo": member("reset the demo company", "practice"),

  "page /outbox": member("read mails that were kept", "mail"),
};
