import type pg from "pg";
import { type BackedUpTable, firstTables, lastTables, type RunTable, runTables } from "./backed-up-tables.ts";

/** Some rows of a table, each as JSON text. */
export type TableRows = { table: string; rows: string[] };

/**
 * Where rows come from. PostgreSQL gives one snapshot for all of it; PGlite has one session, which runs need meanwhile, so
 * there each `moment` is a transaction of its own.
 */
export type RowSource = {
  moment<T>(work: (client: pg.ClientBase) => AsyncGenerator<T>): AsyncGenerator<T>;
};

/** What is read at a time, bytes: as much of the database waits in memory. */
const PAGE_BYTES = 2_000_000;
const MOST_ROWS = 2_000;
const RUNS_AT_ONCE = 32;

/** Every row of a backup, in an order in which they can be written again. */
export async function* readRows(source: RowSource): AsyncGenerator<TableRows> {
  const workspaces: string[] = [];
  let there = new Set<string>();
  // A database that an older Tutti left has not every table yet.
  const isThere = ({ name }: BackedUpTable) => there.has(name);
  yield* source.moment(async function* (client) {
    there = await tablesOf(client);
    for (const table of firstTables.filter(isThere))
      for await (const found of pages(client, table, null)) {
        if (table.name === "workspace")
          workspaces.push(...found.rows.map((row) => String(JSON.parse(row).id)));
        yield found;
      }
  });
  // What was begun in a workspace that was made after that moment has nowhere to stand.
  const known = { column: "workspaceId", values: workspaces };
  for (let after = ""; ; ) {
    let last: string | undefined;
    yield* source.moment(async function* (client) {
      const runs = await someRuns(client, known.values, after);
      last = runs.at(-1);
      if (last === undefined) return;
      for (const table of runTables.filter(isThere))
        yield* pages(client, table, { column: table.run, values: runs });
    });
    if (last === undefined) break;
    after = last;
  }
  yield* source.moment(async function* (client) {
    for (const table of lastTables.filter(isThere)) yield* pages(client, table, known);
  });
}

async function someRuns(client: pg.ClientBase, workspaces: string[], after: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM run WHERE id > $1 AND "workspaceId" = ANY ($2) ORDER BY id LIMIT ${RUNS_AT_ONCE}`,
    [after, workspaces],
  );
  return rows.map(({ id }) => id);
}

type Only = { column: string; values: string[] };

/** The table's rows page by page, each page so many rows as came to about `PAGE_BYTES` in the one before. */
async function* pages(
  client: pg.ClientBase,
  table: BackedUpTable | RunTable,
  only: Only | null,
): AsyncGenerator<TableRows> {
  const key = table.key.map((column) => `"${column}"`).join(", ");
  let after: unknown[] | null = null;
  for (let limit = 8; ; ) {
    const values: unknown[] = [];
    const where: string[] = [];
    if (only !== null) where.push(`"${only.column}" = ANY ($${values.push(only.values)})`);
    if (after !== null)
      where.push(`(${key}) > (${after.map((value) => `$${values.push(value)}`).join(", ")})`);
    const { rows } = await client.query<{ row: string }>(
      `SELECT row_to_json(stored)::text AS row FROM (
         SELECT * FROM "${table.name}" ${where.length > 0 ? `WHERE ${where.join(" AND ")}` : ""}
         ORDER BY ${key} LIMIT ${limit}) AS stored`,
      values,
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield { table: table.name, rows: rows.map(({ row }) => row) };
    if (rows.length < limit) return;
    const parsed = JSON.parse(last.row);
    after = table.key.map((column) => parsed[column]);
    const bytes = rows.reduce((sum, { row }) => sum + row.length, 0);
    limit = Math.max(1, Math.min(MOST_ROWS, Math.floor((limit * PAGE_BYTES) / bytes)));
  }
}

async function tablesOf(client: pg.ClientBase): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()",
  );
  return new Set(rows.map(({ name }) => name));
}
