import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { z } from "zod";
import type { DemoRows, DemoTable } from "../../demo/browse.ts";
import { changesOf, type DemoChange, newestFirst, type StoredEffect } from "../../demo/changes.ts";
import { type DemoSystem, demoSystems, makeDemoTables } from "../../demo/demo-company.ts";
import { demoSchema } from "./demo-roles.ts";
import { CAPTURE, schemaState } from "./fill-schema.ts";

const { escapeIdentifier: name } = pg;
type Reader = pg.Pool | pg.ClientBase;
type Column = { table: string; column: string; generated: boolean };

/** The tables of a system's schema in the order they were made. */
export async function describeSchema(db: Reader, system: DemoSystem): Promise<DemoTable[]> {
  const columns = await columnsOf(db, system);
  const names = [...new Set(columns.map(({ table }) => table))].filter((table) => table !== "tutti_effect");
  const counts = await Promise.all(names.map((table) => count(db, system, table)));
  return names.map((table, at) => ({
    name: table,
    columns: columns.filter((each) => each.table === table).map(({ column }) => column),
    rowCount: counts[at] ?? 0,
  }));
}

/** A page of a table's rows in the order of its key; throws when the system has no such table. */
export async function readSchemaRows(
  db: Reader,
  system: DemoSystem,
  page: { table: string; offset: number; limit: number },
): Promise<DemoRows> {
  const columns = (await columnsOf(db, system)).filter(({ table }) => table === page.table);
  if (columns.length === 0) throw new Error(`expected a table of ${system}, got "${page.table}"`);
  const { rows } = await db.query<DemoRows["rows"][number]>({
    text: `select * from ${placed(system, page.table)} order by 1, 2 limit $1 offset $2`,
    values: [Math.min(page.limit, 200), page.offset],
    rowMode: "array",
  });
  return {
    columns: columns.map(({ column }) => column),
    rows,
    rowCount: await count(db, system, page.table),
  };
}

/** The latest changes that runs made in all systems, the newest first. */
export async function latestSchemaChanges(db: Reader, limit: number): Promise<DemoChange[]> {
  const found = await Promise.all(
    demoSystems.map(async (system) => {
      const { rows } = await db.query<StoredEffect>(
        `select run_id, path, tool, at, change from ${placed(system, "tutti_effect")} order by at desc, key limit $1`,
        [limit],
      );
      return rows.flatMap((effect) => changesOf(system, effect));
    }),
  );
  return newestFirst(found.flat()).slice(0, limit);
}

/** Copies a system into a new SQLite file, as of the moment of the client's transaction; false where it is not set up. */
export async function copyToFile(client: pg.ClientBase, system: DemoSystem, file: string): Promise<boolean> {
  if ((await schemaState(client, system)) !== "filled") return false;
  const columns = (await columnsOf(client, system)).filter(({ generated }) => !generated);
  const db = new DatabaseSync(file);
  try {
    makeDemoTables(db, system);
    db.exec("begin");
    for (const table of new Set(columns.map((each) => each.table))) {
      const names = columns.filter((each) => each.table === table).map(({ column }) => name(column));
      const { rows } = await client.query({
        text: `select ${names.join(", ")} from ${placed(system, table)}`,
        rowMode: "array",
      });
      const add = db.prepare(
        `insert into ${name(table)} (${names.join(", ")}) values (${names.map(() => "?").join(", ")})`,
      );
      for (const row of rows) add.run(...Cells.parse(row));
    }
    db.exec("commit");
    return true;
  } finally {
    db.close();
  }
}

/** The demo company has texts and small whole numbers alone. */
const Cells = z.array(z.union([z.string(), z.number(), z.null()]));

async function columnsOf(db: Reader, system: DemoSystem): Promise<Column[]> {
  const { rows } = await db.query<Column>(
    `select relname as table, attname as column, attgenerated <> '' as generated
     from pg_class join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
     where relnamespace = to_regnamespace($1) and relkind = 'r' and relname <> $2
     order by pg_class.oid, attnum`,
    [demoSchema(system), CAPTURE],
  );
  return rows;
}

async function count(db: Reader, system: DemoSystem, table: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from ${placed(system, table)}`,
  );
  return rows[0]?.count ?? 0;
}

const placed = (system: DemoSystem, table: string) => `${name(demoSchema(system))}.${name(table)}`;
