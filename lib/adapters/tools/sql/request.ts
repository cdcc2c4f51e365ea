import type { Json, JsonObject } from "../../../graph/json.ts";
import type { Failure } from "../../../run/outcome.ts";
import type { RowChange } from "./effect-table.ts";

/** A value that may be bound to a parameter. */
export type SqlValue = string | number | boolean | null;

/** Where a statement goes. `ownUrl` is the address of Tutti's own database, which is refused but for the demo company's roles. */
export type SqlTarget =
  | { kind: "sqlite"; file: string }
  | { kind: "postgres"; url: string; ownUrl: string | null }
  | { kind: "demo"; url: string };

/** What is reached as a PostgreSQL. */
export type PostgresTarget = Extract<SqlTarget, { kind: "postgres" | "demo" }>;

/** Bounds of what one statement may bring back or change, and how long it may take. */
export interface SqlLimits {
  maxRows: number;
  maxBytes: number;
  timeoutMs: number;
}

/** Who makes a write: stored beside it, under the key that makes it happen once. */
export interface SqlEffect {
  key: string;
  runId: string;
  path: string;
  tool: string;
}

/** What the parent sends to the child process. `check` has the database read a statement, and not run it. */
export type SqlRequest = { target: SqlTarget; limits: SqlLimits } & (
  | { work: "read"; statement: string; parameters: Record<string, SqlValue> }
  | { work: "write"; statement: string; parameters: Record<string, SqlValue>; effect: SqlEffect }
  | { work: "check"; form: "read" | "write"; statement: string; parameters: Record<string, SqlValue> }
  | { work: "receipt"; key: string }
);

/** Rows read; `truncated` says which limit cut the rest off, `notes` what isn't as somebody would expect it. */
export interface SqlRows {
  rows: JsonObject[];
  notes?: string[];
  truncated: "rows" | "bytes" | null;
}

/**
 * What a write did: rows the statement changed, each row before and after with those changed by triggers (SQLite and the
 * demo company only), and the rows of a `returning` clause. `repeated`: the key was there, so the stored receipt came back.
 */
export interface SqlReceipt {
  /** The table that the statement itself changes; null in a PostgreSQL of others. */
  table: string | null;
  changedRows: number;
  changes: RowChange[];
  returned: Record<string, Json>[];
  repeated: boolean;
}

/**
 * What the child sends back: `ready` once, when it can take statements; `committing` before a write can become lasting in
 * PostgreSQL.
 */
export type SqlReply =
  | { kind: "ready" }
  | { kind: "rows"; rows: SqlRows }
  | { kind: "receipt"; receipt: SqlReceipt | null }
  | { kind: "checked" }
  | { kind: "failed"; failure: Failure; at: number | null }
  | { kind: "committing" };
