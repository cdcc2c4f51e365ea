/** A table of the backup: its name and its primary key, in the order of reading. */
export type BackedUpTable = { name: string; key: readonly string[] };

/** A table whose rows belong to one run, named by `run`. */
export type RunTable = BackedUpTable & { run: string };

const table = (name: string, ...key: string[]): BackedUpTable => ({ name, key });
const runTable = (name: string, run: string, ...key: string[]): RunTable => ({ name, run, key });

// In an order in which every row follows those that it refers to.

/** Read first, all in one moment. */
export const firstTables: readonly BackedUpTable[] = [
  table("user", "id"),
  table("workspace", "id"),
  table("account", "id"),
  table("member", "workspaceId", "userId"),
  table("api_token", "id"),
  table("run_key", "tokenId", "key"),
  table("invitation", "id"),
  table("share_link", "id"),
  table("audit_entry", "workspaceId", "seq"),
  table("workflow", "id"),
  table("workflow_edit", "workflowId", "seq"),
  table("workflow_version", "workflowId", "version"),
  table("workflow_use", "workflowId", "version", "usesId", "usesVersion"),
  table("connection", "id"),
  table("connection_quirk", "id"),
  table("price_row", "id"),
  table("setting", "key"),
];

/** Read for some runs at a time, each run's rows in one moment. */
export const runTables: readonly RunTable[] = [
  runTable("run", "id", "id"),
  runTable("run_head", "id", "id"),
  runTable("run_event", "run_id", "run_id", "seq"),
  runTable("run_value", "scope", "scope", "hash"),
  runTable("run_message", "run_id", "run_id", "id"),
  runTable("run_summary", "runId", "runId"),
  runTable("span_summary", "runId", "runId", "spanId"),
];

/**
 * Read last: a mail that was written while the runs were read is then in the backup though its call's result isn't, and
 * the call that goes again finds it there. The other way round it would be lost.
 */
export const lastTables: readonly BackedUpTable[] = [
  table("outbox_mail", "id"),
  table("sent_mail", "workspaceId", "key"),
  table("run_tombstone", "runId"),
];

/** Not in a backup: who is signed in, one-time codes, processes that were running then, and what migrations were applied. */
export const leftOut: readonly string[] = ["session", "verification", "runner", "_prisma_migrations"];
