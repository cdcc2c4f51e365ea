/**
 * The table that makes SQL writes keyed: a row per effect, inserted by the transaction that makes the change, so a key
 * that is there proves that the change was made. `result` is the receipt, `change` the rows before and after, both JSON.
 * The text is valid in SQLite and PostgreSQL.
 */
export const effectTable = `create table if not exists tutti_effect (
  key text primary key,
  run_id text not null,
  path text not null,
  tool text not null,
  at text not null,
  result text not null,
  change text not null
)`;

/** One row that a write changed: its columns before (null when it was inserted) and after (null when deleted). */
export interface RowChange {
  table: string;
  before: Record<string, string | number | boolean | null> | null;
  after: Record<string, string | number | boolean | null> | null;
}
