import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { parseExact } from "../../../graph/exact-json.ts";
import { ToolProblem } from "../tool-problem.ts";
import { refuseColumns } from "./columns.ts";
import { effectTable, type RowChange } from "./effect-table.ts";
import type { SqlEffect, SqlLimits, SqlReceipt, SqlValue } from "./request.ts";
import { captureTable } from "./sqlite-authority.ts";
import { boundSqlite, jsonRow, prepareOne, sqliteProblem } from "./sqlite-statement.ts";

const Stored = z.object({
  table: z.string().nullable(),
  changedRows: z.number(),
  returned: z.array(z.record(z.string(), z.json())),
});
const Row = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullable();

/**
 * Runs one changing statement and stores its effect key in the same transaction. When the key is there already nothing
 * is written and the stored receipt comes back. Throws `ToolProblem`; then nothing has been written.
 */
export function writeSqlite(
  file: string,
  request: { statement: string; parameters: Record<string, SqlValue>; effect: SqlEffect },
  limits: SqlLimits,
): SqlReceipt {
  return withFile(file, limits, request.statement, (db) => {
    db.exec("begin immediate");
    db.exec(effectTable);
    const earlier = storedReceipt(db, request.effect.key);
    if (earlier) return earlier;
    capture(db);
    const keep = db.prepare(
      "insert into tutti_effect (key, run_id, path, tool, at, result, change) values (?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), ?, ?)",
    );
    const { text, values } = boundSqlite(request.statement, request.parameters);
    const { statement, table, lift } = prepareOne(db, text, "write");
    refuseColumns(statement.columns().map(({ name }) => name));
    const returned = statement.all(...values).map(jsonRow);
    lift();
    const changedRows = Number(db.prepare("select changes() as n").get()?.n ?? 0);
    const changes = captured(db);
    if (changes.length > limits.maxRows || returned.length > limits.maxRows)
      throw new ToolProblem(
        "too-large",
        `Expected at most ${limits.maxRows} changed rows, got ${changes.length}. Nothing was changed; narrow the statement's where.`,
      );
    const { key, runId, path, tool } = request.effect;
    keep.run(
      key,
      runId,
      path,
      tool,
      JSON.stringify({ table, changedRows, returned }),
      JSON.stringify(changes),
    );
    db.exec("commit");
    return { table, changedRows, changes, returned, repeated: false };
  });
}

/** The receipt stored under an effect key, or null. Opens for writing, which also undoes what a killed writer left. */
export function sqliteReceipt(file: string, key: string, limits: SqlLimits): SqlReceipt | null {
  return withFile(file, limits, "", (db) => {
    const table = db.prepare("select 1 from sqlite_schema where name = 'tutti_effect'").get();
    return table ? storedReceipt(db, key) : null;
  });
}

function withFile<T>(file: string, limits: SqlLimits, statement: string, work: (db: DatabaseSync) => T): T {
  let db: DatabaseSync | undefined;
  try {
    // Opening for writing would create a missing file; opening for reading first refuses it.
    new DatabaseSync(file, { readOnly: true }).close();
    db = new DatabaseSync(file, {
      readBigInts: true,
      timeout: Math.min(limits.timeoutMs, 3_000),
      allowUnknownNamedParameters: false,
      limits: { attach: 0, sqlLength: 200_000 },
    });
    return work(db);
  } catch (error) {
    throw sqliteProblem(error, statement);
  } finally {
    // Closing undoes a transaction that was not committed.
    db?.close();
  }
}

function storedReceipt(db: DatabaseSync, key: string): SqlReceipt | null {
  const row = db.prepare("select result, change from tutti_effect where key = ?").get(key);
  if (!row) return null;
  const stored = Stored.parse(JSON.parse(String(row.result)));
  return { ...stored, changes: Changes.parse(JSON.parse(String(row.change))), repeated: true };
}

const Changes = z.array(z.object({ table: z.string(), before: Row, after: Row }));

/** Puts temporary triggers on every table, which keep each changed row before and after; they go with the connection. */
function capture(db: DatabaseSync): void {
  db.exec(`create temp table ${captureTable} (id integer primary key, tbl text, old text, new text)`);
  const tables = db
    .prepare(
      "select name from main.sqlite_schema where type = 'table' and sql not like 'create virtual%' and name <> 'tutti_effect' and name not like 'sqlite_%'",
    )
    .all()
    .map((row) => String(row.name));
  for (const [index, table] of tables.entries()) {
    const columns = db
      .prepare("select name from pragma_table_xinfo(?) where hidden <> 1 order by cid")
      .all(table)
      .map((row) => String(row.name));
    const row = (side: "old" | "new") =>
      `json_object(${columns.map((name) => `${text(name)}, case typeof(${side}.${quoted(name)}) when 'blob' then '(' || length(${side}.${quoted(name)}) || ' bytes)' else ${side}.${quoted(name)} end`).join(", ")})`;
    const events = [
      ["insert", "null", row("new")],
      ["update", row("old"), row("new")],
      ["delete", row("old"), "null"],
    ] as const;
    for (const [event, before, after] of events)
      db.exec(
        `create temp trigger tutti_capture_${index}_${event} after ${event} on main.${quoted(table)} begin
           insert into ${captureTable} (tbl, old, new) values (${text(table)}, ${before}, ${after});
         end`,
      );
  }
}

function captured(db: DatabaseSync): RowChange[] {
  const side = (value: unknown) => (value === null ? null : Row.parse(parseExact(String(value)).value));
  return db
    .prepare(`select tbl, old, new from ${captureTable} order by id`)
    .all()
    .map(({ tbl, old, new: after }) => ({ table: String(tbl), before: side(old), after: side(after) }));
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
