import { Socket } from "node:net";
import pg from "pg";
import type { Json } from "../../../graph/json.ts";
import { GuardedSocket } from "../../outbound/guarded-socket.ts";
import { OutboundRefusal, ownersPolicy } from "../../outbound/outbound-guard.ts";
import { refusedCall } from "../refused-call.ts";
import { ToolProblem } from "../tool-problem.ts";
import { firstWord } from "./bare-sql.ts";
import type { PostgresTarget, SqlLimits } from "./request.ts";

/** More than this many bytes from the server, whatever the rows are worth, ends the session. */
const FLOOD_BYTES = 64 * 1024 * 1024;

/**
 * Connects, refuses Tutti's own database (by address, and by its tables when the address hides it) to all but the demo
 * company's roles, sets the time limit
 * on the server, and closes afterwards. Throws `ToolProblem`.
 */
export async function withPostgres<T>(
  target: PostgresTarget,
  statement: string,
  limits: SqlLimits,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
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
  if (target.kind === "postgres") refuseOwnAddress(client, target.ownUrl);
  const flood = setInterval(() => {
    if (socket.bytesRead > FLOOD_BYTES) socket.destroy(new Error("too many bytes"));
  }, 50);
  // A lost connection rejects the query under way; without a listener it would also end the process.
  client.on("error", () => {});
  try {
    await client.connect();
    if (target.kind === "postgres") await refuseOwnTables(client);
    return await work(client);
  } catch (error) {
    if (socket.bytesRead > FLOOD_BYTES)
      throw new ToolProblem(
        "too-large",
        `The rows are larger than ${FLOOD_BYTES / 1024 / 1024} MB. Read fewer rows or columns.`,
        { cause: error },
      );
    throw postgresProblem(error, statement);
  } finally {
    clearInterval(flood);
    await client.end().catch(() => {});
  }
}

const asText = (value: string) => value;

/** A cell as JSON by its type: numbers where they keep their value, JSON as it is, everything else as PostgreSQL's text. */
export function postgresCell(value: unknown, typeId: number): Json {
  if (value === null || value === undefined) return null;
  const text = String(value);
  switch (typeId) {
    case pg.types.builtins.BOOL:
      return text === "t";
    case pg.types.builtins.INT2:
    case pg.types.builtins.INT4:
    case pg.types.builtins.INT8:
    case pg.types.builtins.FLOAT4:
    case pg.types.builtins.FLOAT8:
      return Number.isSafeInteger(Number(text)) || text.includes(".") ? Number(text) : text;
    case pg.types.builtins.NUMERIC:
      return text.length <= 15 && Number.isFinite(Number(text)) ? Number(text) : text;
    case pg.types.builtins.JSON:
    case pg.types.builtins.JSONB:
      return JSON.parse(text);
    case pg.types.builtins.BYTEA:
      return `(${(text.length - 2) / 2} bytes)`;
    default:
      return text;
  }
}

function refuseOwnAddress(client: pg.Client, ownUrl: string | null): void {
  if (ownUrl === null) return;
  const own = new pg.Client({ connectionString: ownUrl });
  const local = (host: string) =>
    /^(localhost|127\..*|::1|\[::1\])$/i.test(host) ? "localhost" : host.toLowerCase();
  if (local(own.host) === local(client.host) && own.port === client.port && own.database === client.database)
    throw ownDatabase();
}

async function refuseOwnTables(client: pg.Client): Promise<void> {
  const own = await client.query(
    "select to_regclass('run_head') is not null and to_regclass('run_event') is not null as own",
  );
  if (own.rows[0]?.own === "t") throw ownDatabase();
}

const ownDatabase = () =>
  new ToolProblem(
    "own-database-refused",
    "This connection leads to Tutti's own database, which tools may not use. Connect the database with your own data.",
  );

/** An error of the server or of the connection as a problem of the tool, by SQLSTATE or Node's code. */
function postgresProblem(error: unknown, statement: string): ToolProblem {
  if (error instanceof ToolProblem) return error;
  if (error instanceof OutboundRefusal) return refusedCall(error);
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "25006")
    return new ToolProblem(
      "sql-write-refused",
      `This tool only reads, and the statement (${firstWord(statement)} …) writes. Use the writing form of the SQL tool for changes.`,
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
  return new ToolProblem("sql-error", `The database could not run the statement: ${message}.`, {
    cause: error,
  });
}
