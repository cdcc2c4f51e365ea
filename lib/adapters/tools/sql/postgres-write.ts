import type pg from "pg";
import { z } from "zod";
import { firstWord, positional } from "../../../graph/sql-text.ts";
import { ToolProblem } from "../tool-problem.ts";
import { valuesOf } from "./bound-values.ts";
import { capturedBy, NOTHING_CAPTURED, StoredChanges } from "./captured-rows.ts";
import { refuseColumns } from "./columns.ts";
import { effectTable } from "./effect-table.ts";
import { PostgresRows } from "./postgres-cell.ts";
import { withPostgres } from "./postgres-session.ts";
import type { SqlEffect, SqlLimits, SqlReceipt, SqlValue, PostgresTarget as Target } from "./request.ts";

const Stored = z.object({
  table: z.string().nullable().default(null),
  changedRows: z.number(),
  returned: z.array(z.record(z.string(), z.json())),
});
const writing = new Set(["INSERT", "UPDATE", "DELETE", "MERGE", "WITH"]);

/**
 * Runs one changing statement and stores its effect key in the same transaction. When the key is there already nothing
 * is written and the stored receipt comes back. `committing` is awaited before the change can become lasting.
 */
export function writePostgres(
  target: Target,
  request: { statement: string; parameters: Record<string, SqlValue>; effect: SqlEffect },
  limits: SqlLimits,
  committing: () => Promise<void>,
): Promise<SqlReceipt> {
  return withPostgres(target, { statement: request.statement }, limits, async (client) => {
    refuseOtherVerbs(request.statement);
    await ensureEffectTable(client);
    await client.query("begin");
    const { key, runId, path, tool } = request.effect;
    // Taking the key first makes a second writer with the same key wait, and then find the receipt.
    const taken = await client.query(
      "insert into tutti_effect (key, run_id, path, tool, at, result, change) values ($1, $2, $3, $4, to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'), '', '[]') on conflict (key) do nothing",
      [key, runId, path, tool],
    );
    if (taken.rowCount === 0) {
      const earlier = await storedReceipt(client, key);
      await client.query("rollback");
      if (earlier) return earlier;
      throw new ToolProblem("busy", "The receipt of the same write vanished while it was read. Try again.", {
        retryable: true,
      });
    }
    const { text, names } = positional(request.statement);
    const query = {
      text,
      values: valuesOf(names, request.parameters),
      queryMode: "extended" as const,
    };
    const done: pg.QueryResult<Record<string, unknown>> = await client.query(query);
    const changedRows = done.rowCount ?? 0;
    if (changedRows > limits.maxRows)
      throw new ToolProblem(
        "too-large",
        `Expected at most ${limits.maxRows} changed rows, got ${changedRows}. Nothing was changed; narrow the statement's where.`,
      );
    refuseColumns(done.fields.map(({ name }) => name));
    const cells = new PostgresRows();
    const returned = done.rows.map((row) => cells.row(row, done.fields));
    const { table, changes } = target.kind === "demo" ? await capturedBy(client) : NOTHING_CAPTURED;
    await client.query("update tutti_effect set result = $2, change = $3 where key = $1", [
      key,
      JSON.stringify({ table, changedRows, returned }),
      JSON.stringify(changes),
    ]);
    await committing();
    await client.query("commit");
    return { table, changedRows, changes, returned, repeated: false };
  });
}

function refuseOtherVerbs(statement: string): void {
  const verb = firstWord(statement);
  if (!writing.has(verb))
    throw new ToolProblem(
      "sql-statement-refused",
      `Expected insert, update, delete or merge, got ${verb || "an empty statement"}.`,
    );
}

const PREPARE = "prepare tutti_check as ";

/** Has PostgreSQL read a changing statement, in a read-only transaction. Throws `ToolProblem` for what it can't run. */
export function checkPostgres(target: Target, statement: string, limits: SqlLimits): Promise<void> {
  return withPostgres(target, { statement, prefix: PREPARE }, limits, async (client) => {
    refuseOtherVerbs(statement);
    await client.query("begin transaction read only");
    const check = { text: PREPARE + positional(statement).text, queryMode: "extended" as const };
    await client.query(check);
    await client.query("rollback");
  });
}

/** The receipt stored under an effect key, or null. */
export function postgresReceipt(target: Target, key: string, limits: SqlLimits): Promise<SqlReceipt | null> {
  return withPostgres(target, { statement: "" }, limits, async (client) => {
    const known = await client.query("select to_regclass('tutti_effect') is not null as known");
    return known.rows[0]?.known === "t" ? storedReceipt(client, key) : null;
  });
}

async function storedReceipt(client: pg.Client, key: string): Promise<SqlReceipt | null> {
  const { rows } = await client.query<{ result: string; change: string }>(
    "select result, change from tutti_effect where key = $1",
    [key],
  );
  const row = rows[0];
  if (!row) return null;
  const changes = StoredChanges.parse(JSON.parse(row.change));
  return { ...Stored.parse(JSON.parse(row.result)), changes, repeated: true };
}

async function ensureEffectTable(client: pg.Client): Promise<void> {
  const known = await client.query("select to_regclass('tutti_effect') is not null as known");
  if (known.rows[0]?.known === "t") return;
  try {
    await client.query(effectTable);
  } catch (error) {
    // Another writer may have made it at the same moment.
    const again = await client.query("select to_regclass('tutti_effect') is not null as known");
    if (again.rows[0]?.known === "t") return;
    throw new ToolProblem(
      "tool-not-configured",
      `The database has no table tutti_effect, which makes a write happen once, and this user may not create it. Let somebody run: ${effectTable.replace(/\s+/g, " ")}`,
      { cause: error },
    );
  }
}
