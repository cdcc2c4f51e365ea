import { Socket } from "node:net";
import pg from "pg";
import { firstWord, positional } from "../../../graph/sql-text.ts";
import { GuardedSocket } from "../../outbound/guarded-socket.ts";
import { OutboundRefusal, ownersPolicy } from "../../outbound/outbound-guard.ts";
import { refusedCall } from "../refused-call.ts";
import { ToolProblem } from "../tool-problem.ts";
import { refuseOwnAddress, refuseOwnTables } from "./own-database.ts";
import type { PostgresTarget, SqlLimits } from "./request.ts";

/** More than this many bytes from the server, whatever the rows are worth, ends the session. */
const FLOOD_BYTES = 64 * 1024 * 1024;

/** A statement as its author wrote it; `prefix` is what goes before it to the database, its parameters by number. */
type Sent = { statement: string; prefix?: string };

/**
 * Connects, refuses Tutti's own database (by address, and by its tables when the address hides it) to all but the demo
 * company's roles, sets the time limit on the server, and closes afterwards. Throws `ToolProblem`.
 */
export async function withPostgres<T>(
  target: PostgresTarget,
  sent: Sent,
  limits: SqlLimits,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  if (target.kind === "postgres") refuseOwnAddress(target.url, target.ownUrl);
  // The demo company is where Tutti's own database is, whatever address that has.
  const socket = target.kind === "demo" ? new Socket() : new GuardedSocket(ownersPolicy);
  const client = new pg.Client({
    connectionString: target.url,
    connectionTimeoutMillis: limits.timeoutMs,
    application_name: "tutti-tool",
    statement_timeout: limits.timeoutMs,
    types: { getTypeParser: () => asText },
    stream: () => socket,
  });
  const flood = setInterval(() => {
    if (socket.bytesRead > FLOOD_BYTES) socket.destroy(new Error("too many bytes"));
  }, 50);
  // A lost connection rejects the query under way; without a listener it would also end the process.
  client.on("error", () => {});
  try {
    await client.connect();
    if (target.kind === "postgres") await refuseOwnTables(client);
    // What the lexer of statements goes by; a server may be set otherwise.
    await client.query("set standard_conforming_strings = on");
    return await work(client);
  } catch (error) {
    if (socket.bytesRead > FLOOD_BYTES)
      throw new ToolProblem(
        "too-large",
        `The rows are larger than ${FLOOD_BYTES / 1024 / 1024} MB. Read fewer rows or columns.`,
        { cause: error },
      );
    throw postgresProblem(error, sent);
  } finally {
    clearInterval(flood);
    await client.end().catch(() => {});
  }
}

const asText = (value: string) => value;

/** An error of the server or of the connection as a problem of the tool, by SQLSTATE or Node's code. */
function postgresProblem(error: unknown, sent: Sent): ToolProblem {
  if (error instanceof ToolProblem) return error;
  if (error instanceof OutboundRefusal) return refusedCall(error);
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "25006")
    return new ToolProblem(
      "sql-write-refused",
      `This tool only reads, and the statement (${firstWord(sent.statement)} …) writes. Use the writing form of the SQL tool for changes.`,
      { cause: error },
    );
  if (message.includes("multiple commands"))
    return new ToolProblem(
      "sql-several-statements",
      "Expected one statement, got several. Leave what comes after the first semicolon to a tool of its own.",
      { cause: error },
    );
  if (code === "57014")
    return new ToolProblem("timeout", "The statement took longer than its time limit and was stopped.", {
      retryable: true,
      cause: error,
    });
  if (code.startsWith("23"))
    return new ToolProblem("sql-constraint", `The database refused the change: ${message}.`, {
      cause: error,
    });
  if (code === "28P01" || code === "28000" || code === "3D000")
    return new ToolProblem(
      "unreachable",
      `The database refused the connection: ${message}. Check the connection's user, password and database.`,
      { cause: error },
    );
  if (code === "40001" || code === "40P01" || code === "53300" || code.startsWith("57P"))
    return new ToolProblem("busy", `The database could not take the statement now: ${message}.`, {
      retryable: true,
      cause: error,
    });
  if (/^E[A-Z]+$/.test(code) || code === "" || code.startsWith("08"))
    return new ToolProblem(
      "unreachable",
      `The database can't be reached: ${message || code}. Check its address and that it runs.`,
      { retryable: true, cause: error },
    );
  const at = placeOf(error, sent);
  const where = at === null ? "" : whereIn(sent.statement, at);
  return new ToolProblem("sql-error", sentenceOf(`${message}${where}`, code, sent.statement), {
    at,
    cause: error,
  });
}

/** What the database said, with parameters by their names instead of the numbers that it knows them by. */
function sentenceOf(message: string, code: string, statement: string): string {
  const { names } = positional(statement);
  const said = message.replace(/\$(\d+)/g, (all, number) => {
    const name = names[Number(number) - 1];
    return name === undefined ? all : `:${name}`;
  });
  // Indeterminate and ambiguous parameters: nothing around them has a type.
  const help =
    code === "42P18" || code === "42P08"
      ? ` Say it with a cast where the parameter comes first, as in :${names[0] ?? "name"}::text.`
      : "";
  return `The database could not run the statement: ${said}.${help}`;
}

/** Where in the author's statement the database saw an error; it counts characters from 1 in what was sent. */
function placeOf(error: unknown, { statement, prefix = "" }: Sent): number | null {
  const position = error instanceof pg.DatabaseError ? Number(error.position) : Number.NaN;
  const { text, origin } = positional(statement);
  const sent = prefix + text;
  if (!Number.isInteger(position) || position < 1) return null;
  const offset = [...sent].slice(0, position - 1).join("").length - prefix.length;
  return offset < 0 ? null : Math.min(origin(offset), statement.length);
}

function whereIn(statement: string, at: number): string {
  const lines = statement.slice(0, at).split("\n");
  return ` (line ${lines.length}, character ${(lines.at(-1)?.length ?? 0) + 1})`;
}
