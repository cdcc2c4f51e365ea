import type pg from "pg";
import type { JsonObject } from "../../../graph/json.ts";
import { firstWord, positional } from "../../../graph/sql-text.ts";
import { ToolProblem } from "../tool-problem.ts";
import { valuesOf } from "./bound-values.ts";
import { refuseColumns } from "./columns.ts";
import { PostgresRows } from "./postgres-cell.ts";
import { withPostgres } from "./postgres-session.ts";
import { refuseMightyRole } from "./reading-role.ts";
import type { PostgresTarget, SqlLimits, SqlRows, SqlValue } from "./request.ts";
import { rowsWithin } from "./rows-within.ts";

const BATCH = 100;
const DECLARE = "declare tutti_rows no scroll cursor for ";
const reading = new Set(["SELECT", "WITH", "VALUES", "TABLE"]);

/**
 * Reads through a cursor in a read-only transaction. PostgreSQL declares cursors for queries alone, so that anything
 * else (also a change inside `with`, `copy … to program`, `set role`) is refused by the database.
 */
export function readPostgres(
  target: PostgresTarget,
  statement: string,
  parameters: Record<string, SqlValue>,
  limits: SqlLimits,
): Promise<SqlRows> {
  return withCursor(target, { statement, parameters }, limits, async (client) => {
    const rows = rowsWithin(limits);
    const cells = new PostgresRows();
    for (let more = true; more; ) {
      const batch = await fetched(client, BATCH);
      more = batch.rows.length === BATCH;
      for (const row of batch.rows) {
        if (rows.add(cells.row(row, batch.fields))) continue;
        more = false;
        break;
      }
    }
    return { ...rows.result(), notes: cells.notes() };
  });
}

/** Has PostgreSQL read a query and plan it, and gets no row of it. Throws `ToolProblem` for what it can't run. */
export function checkReading(target: PostgresTarget, asked: Asked, limits: SqlLimits): Promise<void> {
  return withCursor(target, asked, limits, async (client) => {
    await fetched(client, 0);
  });
}

type Asked = { statement: string; parameters: Record<string, SqlValue> };

function withCursor<T>(
  target: PostgresTarget,
  { statement, parameters }: Asked,
  limits: SqlLimits,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const verb = firstWord(statement);
  return withPostgres(target, { statement, prefix: DECLARE }, limits, async (client) => {
    await refuseMightyRole(client);
    const { text, names } = positional(statement);
    await client.query("set default_transaction_read_only = on");
    await client.query("begin transaction read only");
    try {
      // The extended protocol refuses a second statement; `queryMode` asks for it when there is nothing to bind.
      const declare = {
        text: DECLARE + text,
        values: valuesOf(names, parameters),
        queryMode: "extended" as const,
      };
      await client.query(declare);
    } catch (error) {
      if (isSyntaxError(error) && (!reading.has(verb) || /data-modifying/.test(String(error))))
        throw new ToolProblem(
          "sql-write-refused",
          `This tool only reads, and the statement (${verb || "empty"} …) is no plain query. Use the writing form of the SQL tool for changes.`,
          { cause: error },
        );
      throw error;
    }
    const came = await work(client);
    await client.query("rollback");
    return came;
  });
}

/** The next rows of the cursor, with the columns that they have. */
async function fetched(client: pg.Client, count: number): Promise<pg.QueryResult<JsonObject>> {
  const batch: pg.QueryResult<JsonObject> = await client.query(`fetch forward ${count} from tutti_rows`);
  refuseColumns(batch.fields.map(({ name }) => name));
  return batch;
}

const isSyntaxError = (error: unknown) =>
  error instanceof Error &&
  "code" in error &&
  (error.code === "42601" || error.code === "0A000" || error.code === "42P11");
