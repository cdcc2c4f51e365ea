import type { ToolCall } from "../../../engine/ports.ts";
import type { Json, JsonObject } from "../../../graph/json.ts";
import { FieldName } from "../../../graph/json-schema.ts";
import { scanSql, statementParameters } from "../../../graph/sql-text.ts";
import { cutText } from "../../../graph/text-cut.ts";
import type { ToolConfig } from "../../../graph/tool.ts";
import { pathKey } from "../../../run/path.ts";
import type { DemoConnection, PostgresConnection, SqliteConnection } from "../connection.ts";
import { Cancelled, ToolProblem } from "../tool-problem.ts";
import type { SqlEnd, SqlProcesses } from "./process-pool.ts";
import type { SqlLimits, SqlReceipt, SqlRequest, SqlTarget, SqlValue } from "./request.ts";

type ReadTool = Extract<ToolConfig, { type: "sql" }>;
type WriteTool = Extract<ToolConfig, { type: "sql-write" }>;

const MAX_BYTES = 1_000_000;
const MAX_CHANGED_ROWS = 1_000;

/** Kinds of connections that SQL tools work on. */
export const sqlKinds = ["sqlite", "postgres", "demo"] as const;

/** What the SQL tools work with. `ownUrl` is the address of Tutti's own PostgreSQL, null on PGlite. */
export interface SqlMeans {
  connection: SqliteConnection | PostgresConnection | DemoConnection;
  processes: SqlProcesses;
  ownUrl: string | null;
}

/** Performs the reading form: `{rows, rowCount, truncated}`, with a note when a limit cut rows off. Throws `ToolProblem`. */
export async function performSqlRead(
  call: ToolCall,
  tool: ReadTool,
  means: SqlMeans,
  signal: AbortSignal,
): Promise<{ result: Json; notes: string[] }> {
  const { statement, parameters } = statementOf(call, tool);
  const limits = { maxRows: tool.maxRows, maxBytes: MAX_BYTES, timeoutMs: tool.timeoutMs };
  const request: SqlRequest = { work: "read", target: targetOf(means), limits, statement, parameters };
  const end = await means.processes.run(request, signal);
  if (end.end !== "answered") throw stoppedWithoutEffect(end.end, limits);
  if (end.reply.kind === "failed") throw fromChild(end.reply.failure);
  if (end.reply.kind !== "rows")
    throw new ToolProblem("tool-fault", `Expected rows from the SQL process, got ${end.reply.kind}.`);
  const { rows, truncated, notes = [] } = end.reply.rows;
  const cut = {
    rows: [`Only the first ${rows.length} rows are here: the tool's limit is ${tool.maxRows}.`],
    bytes: [
      `Only the first ${rows.length} rows are here: the result is limited to ${MAX_BYTES / 1_000_000} MB.`,
    ],
  };
  return {
    result: { rows, rowCount: rows.length, truncated: truncated !== null },
    notes: [...notes, ...(truncated ? cut[truncated] : [])],
  };
}

/**
 * Performs the writing form once per effect key: `{changed, before, after, returned, receipt}`. When its process was stopped, the
 * key says whether the change was made. Throws `ToolProblem` or `Cancelled`.
 */
export async function performSqlWrite(
  call: ToolCall,
  tool: WriteTool,
  means: SqlMeans,
  signal: AbortSignal,
): Promise<{ result: Json; notes: string[] }> {
  const limits = { maxRows: MAX_CHANGED_ROWS, maxBytes: MAX_BYTES, timeoutMs: tool.timeoutMs };
  const effect = { key: call.effectKey, runId: call.runId, path: pathKey(call.path), tool: call.name };
  const request: SqlRequest = {
    work: "write",
    target: targetOf(means),
    limits,
    ...statementOf(call, tool),
    effect,
  };
  const end = await means.processes.run(request, signal);
  if (end.end !== "answered") return receiptResult(await afterStop(end, call, means, limits), call.effectKey);
  if (end.reply.kind === "failed") throw fromChild(end.reply.failure);
  if (end.reply.kind !== "receipt" || !end.reply.receipt)
    throw new ToolProblem("tool-fault", `Expected a receipt from the SQL process, got ${end.reply.kind}.`);
  return receiptResult(end.reply.receipt, call.effectKey);
}

/** The statement that a call sends, with the values of its parameters. Throws `ToolProblem` where it can't be sent. */
export function statementOf(
  call: ToolCall,
  tool: ReadTool | WriteTool,
): { statement: string; parameters: Record<string, SqlValue> } {
  return tool.type === "sql" && tool.mode === "model"
    ? modelStatement(call.arguments)
    : authorStatement(tool.statement, call.arguments);
}

/** Looks the key up after a write was stopped: its receipt, or the problem that tells what is known. */
async function afterStop(
  end: Exclude<SqlEnd, { end: "answered" }>,
  call: ToolCall,
  means: SqlMeans,
  limits: SqlLimits,
): Promise<SqlReceipt> {
  if (!end.begun) throw stoppedWithoutEffect(end.end, limits);
  const lookUp: SqlRequest = {
    work: "receipt",
    target: targetOf(means),
    limits: { ...limits, timeoutMs: 1_000 },
    key: call.effectKey,
  };
  // Who cancels waits no longer than this; otherwise there is time for a process to start on a busy machine.
  const deadline = AbortSignal.timeout(end.end === "cancelled" ? 1_500 : 30_000);
  const found = await means.processes.run(lookUp, deadline);
  if (found.end === "answered" && found.reply.kind === "receipt") {
    if (found.reply.receipt) return found.reply.receipt;
    // In SQLite the stopped process took its transaction with it; a PostgreSQL server may still be committing.
    if (!end.committing) throw stoppedWithoutEffect(end.end, limits);
  } else if (!end.committing && means.connection.kind !== "sqlite") {
    throw stoppedWithoutEffect(end.end, limits);
  }
  throw new ToolProblem(
    "sql-outcome-unknown",
    `The write was stopped and it can't be told whether it was made. Look in "${means.connection.name}": select * from tutti_effect where key = '${call.effectKey}'. A row there means it was made.`,
    { outcomeUnknown: true },
  );
}

function stoppedWithoutEffect(end: "timeout" | "cancelled" | "died", limits: SqlLimits): Error {
  switch (end) {
    case "cancelled":
      return new Cancelled();
    case "timeout":
      return new ToolProblem(
        "timeout",
        `The statement took longer than ${limits.timeoutMs / 1000} s and was stopped. Narrow it, or raise the tool's time limit.`,
        { retryable: true },
      );
    case "died":
      return new ToolProblem(
        "too-large",
        "The process that ran the statement ended before it answered, most likely for lack of memory. Read fewer rows or columns.",
      );
  }
}

function fromChild(failure: { code: string; message: string; retryable: boolean }): ToolProblem {
  // The child makes its failures from ToolProblem too, so the code is one of the union.
  return new ToolProblem(failure.code as ToolProblem["failure"]["code"], failure.message, {
    retryable: failure.retryable,
  });
}

/** Before and after are the rows of the statement's own table; what triggers changed is stored with the key. */
function receiptResult(receipt: SqlReceipt, key: string): { result: Json; notes: string[] } {
  const { table, changedRows, changes, returned, repeated } = receipt;
  const own = changes.filter((change) => change.table === table);
  const before = own.flatMap((change) => (change.before ? [change.before] : []));
  const after = own.flatMap((change) => (change.after ? [change.after] : []));
  const notes = [
    ...(repeated
      ? ["This write had been made before: the stored receipt came back and nothing was written again."]
      : []),
    ...(changedRows === 0 ? ["No row matched, so nothing changed."] : []),
  ];
  return { result: { changed: changedRows, before, after, returned, receipt: key }, notes };
}

/** Where a connection's statements go. */
export function targetOf({ connection, ownUrl }: SqlMeans): SqlTarget {
  switch (connection.kind) {
    case "sqlite":
      return { kind: "sqlite", file: connection.file };
    case "postgres":
      return { kind: "postgres", url: connection.url, ownUrl };
    case "demo":
      return { kind: "demo", url: connection.url };
  }
}

function modelStatement(given: JsonObject): { statement: string; parameters: Record<string, SqlValue> } {
  const statement = given.statement;
  if (typeof statement !== "string" || statement.trim() === "")
    throw new ToolProblem(
      "arguments-invalid",
      `Expected the argument "statement" to be an SQL statement, got ${shown(statement)}.`,
    );
  return { statement, parameters: {} };
}

/** An author's statement with the values of its parameters. Throws `ToolProblem` for values that none can have. */
export function authorStatement(
  statement: string,
  given: JsonObject,
): { statement: string; parameters: Record<string, SqlValue> } {
  if (statement.trim() === "")
    throw new ToolProblem(
      "tool-not-configured",
      "This tool has no SQL statement. Write one in the tool's settings.",
    );
  refuseUnread(statement);
  const parameters = statementParameters(statement).map((name): [string, SqlValue] => {
    // A parameter that may be left out is NULL then; the engine has seen to it that the others are there.
    const value = Object.hasOwn(given, name) ? given[name] : null;
    if (
      value === null ||
      typeof value === "string" ||
      typeof value === "number" ||
      typeof value === "boolean"
    )
      return [name, value];
    throw new ToolProblem(
      "arguments-invalid",
      `Expected the argument "${name}" to be a text, a number, true, false or null, as :${name} of the statement, got ${shown(value)}.`,
    );
  });
  return { statement, parameters: Object.fromEntries(parameters) };
}

/** Refuses what was drawn before such things were problems: it would be read in another way than it was meant. */
function refuseUnread(statement: string): void {
  const { pieces, unclosed } = scanSql(statement);
  const numbered = pieces.find(({ kind }) => kind === "numbered");
  if (unclosed)
    throw new ToolProblem(
      "sql-error",
      `The statement doesn't close what begins at character ${unclosed.start + 1}: “${unclosed.expected}” is missing.`,
    );
  if (numbered)
    throw new ToolProblem(
      "sql-error",
      `Expected parameters by their names, as in “:id”, got “${statement.slice(numbered.start, numbered.end)}”.`,
    );
  const illegal = statementParameters(statement).find((name) => !FieldName.safeParse(name).success);
  if (illegal !== undefined)
    throw new ToolProblem(
      "sql-error",
      `The statement reads “:${illegal}”, and a parameter's name has the letters a–z, digits and _ only.`,
    );
}

const shown = (value: Json | undefined) =>
  value === undefined
    ? "nothing"
    : Array.isArray(value)
      ? "a list"
      : typeof value === "object"
        ? "an object"
        : cutText(JSON.stringify(value), 80);
