export type DemoSystem = "erp" | "wms" | "tms";
export type DemoCell = string | number | boolean | null;

/** A system of the demo company with its tables; while it is `offline`, every tool call to it is refused. */
export type DemoSystemRow = {
  system: DemoSystem;
  name: string;
  holds: string;
  offline: boolean;
  tables: { name: string; columns: string[]; rowCount: number }[];
};

/** A page of a table, each row's cells in the order of `columns`; `rowCount` counts the whole table. */
export type DemoRows = { columns: string[]; rows: DemoCell[][]; rowCount: number };

/** One row that a run changed, field by field. */
export type DemoChangeRow = {
  system: DemoSystem;
  table: string;
  rowId: string;
  kind: "added" | "changed" | "removed";
  fields: { column: string; before: DemoCell; after: DemoCell }[];
  runId: string;
  tool: string;
  /** ISO time. */
  at: string;
};

/** Which page of which table is shown; `offset` counts rows. */
export type DemoPlace = { system: DemoSystem; table: string; offset: number };

/** The demo company; `missing`: it could not be set up, why, and the SQL that somebody with more rights can run about it. */
export type DemoView =
  | { kind: "there"; systems: DemoSystemRow[]; rows: DemoRows; changes: DemoChangeRow[] }
  | { kind: "missing"; why: string; sql: string[] };
