import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import { type DemoSystem, demoFile } from "./demo-company.ts";

/** A table of a demo system: its columns in order and how many rows it has. */
export interface DemoTable {
  name: string;
  columns: string[];
  rowCount: number;
}

/** A page of rows, each row's cells in the order of `columns`. */
export interface DemoRows {
  columns: string[];
  rows: (string | number | null)[][];
  rowCount: number;
}

/** The tables of a system, without the table of effect keys. */
export function describeDemoTables(dataDir: string, system: DemoSystem): DemoTable[] {
  return reading(dataDir, system, (db) =>
    tableNames(db).map((name) => ({
      name,
      columns: columnsOf(db, name),
      rowCount: count(db, name),
    })),
  );
}

/** Rows `offset` to `offset + limit` (at most 200) of a table in the order of its key; throws when it has no such table. */
export function readDemoRows(
  dataDir: string,
  system: DemoSystem,
  page: { table: string; offset: number; limit: number },
): DemoRows {
  return reading(dataDir, system, (db) => {
    const known = tableNames(db);
    if (!known.includes(page.table))
      throw new Error(`expected a table of ${system} (${known.join(", ")}), got "${page.table}"`);
    // The name comes from the database's own list, so it is safe inside the quotes.
    const statement = db.prepare(`select * from "${page.table}" order by 1, 2 limit ? offset ?`);
    statement.setReturnArrays(true);
    // setReturnArrays makes each row a list of cells; the type of `all` does not know it.
    const rows = statement.all(Math.min(page.limit, 200), page.offset) as unknown as SQLOutputValue[][];
    return {
      columns: columnsOf(db, page.table),
      rows: rows.map((row) => row.map(cell)),
      rowCount: count(db, page.table),
    };
  });
}

/** Opens a system's file for reading, for as long as `work` runs. */
export function reading<T>(dataDir: string, system: DemoSystem, work: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(demoFile(dataDir, system), { readOnly: true, timeout: 2_000 });
  try {
    return work(db);
  } finally {
    db.close();
  }
}

const tableNames = (db: DatabaseSync) =>
  db
    .prepare(
      "select name from sqlite_schema where type = 'table' and name <> 'tutti_effect' and name not like 'sqlite_%' order by rowid",
    )
    .all()
    .map((row) => String(row.name));

const columnsOf = (db: DatabaseSync, table: string) =>
  db
    .prepare("select name from pragma_table_xinfo(?) order by cid")
    .all(table)
    .map((row) => String(row.name));

const count = (db: DatabaseSync, table: string) =>
  Number(db.prepare(`select count(*) as n from "${table}"`).get()?.n);

const cell = (value: SQLOutputValue) =>
  typeof value === "bigint"
    ? Number(value)
    : value instanceof Uint8Array
      ? `${value.byteLength} bytes`
      : value;
