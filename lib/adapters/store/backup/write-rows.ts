import type pg from "pg";
import { applyMigrations, type Migration } from "../migrate.ts";
import { firstTables, lastTables, runTables } from "./backed-up-tables.ts";
import { ChainCheck } from "./check-chains.ts";
import { type BackupLine, type BackupRows, UnusableBackup } from "./read-backup.ts";

const known = new Set([...firstTables, ...runTables, ...lastTables].map(({ name }) => name));
/** Rows written between two calls of `breathe`, bytes. */
const BREATH_BYTES = 50_000_000;

type Restoring = {
  lines: AsyncIterable<BackupLine>;
  /** All migrations of this version. */
  migrations: Migration[];
  /** Called now and then, for what an engine wants done between so many rows. */
  breathe: () => Promise<void>;
  /** Gets the pieces of files as they come. */
  takeFile: (piece: { file: string; bytes: string }) => Promise<void>;
};

/**
 * Fills an empty database: brings it to the form that the backup's rows have, writes the rows, and then brings both to
 * this version's form. Gives the check of the chains of the runs that were written.
 */
export async function writeRows(client: pg.ClientBase, restoring: Restoring): Promise<ChainCheck> {
  const { lines, migrations, breathe, takeFile } = restoring;
  const chains = new ChainCheck();
  let later: Migration[] = [];
  let bytes = 0;
  for await (const line of lines) {
    if ("tutti" in line) {
      const had = new Set(line.migrations);
      await applyMigrations(
        client,
        migrations.filter(({ name }) => had.has(name)),
      );
      later = migrations.filter(({ name }) => !had.has(name));
    } else if ("table" in line) {
      bytes += await writePart(client, line);
      chains.pass(line.table, line.rows);
      if (bytes > BREATH_BYTES) {
        bytes = 0;
        await breathe();
      }
    } else if ("file" in line) await takeFile(line);
  }
  chains.end();
  await applyMigrations(client, later);
  await settle(client);
  return chains;
}

async function writePart(client: pg.ClientBase, { table, text }: BackupRows): Promise<number> {
  if (!known.has(table))
    throw new UnusableBackup(`The backup has rows of ${table}, which this Tutti does not know.`);
  await client.query(
    `INSERT INTO "${table}" SELECT * FROM json_populate_recordset(NULL::"${table}", $1::json -> 'rows')`,
    [text],
  );
  return text.length;
}

/** What the rows alone don't say: no runner has a run any more, and numbers go on after the last. */
async function settle(client: pg.ClientBase): Promise<void> {
  await client.query("UPDATE run_head SET owner = NULL, due_at = now() WHERE status = 'running'");
  await client.query(
    `SELECT setval(pg_get_serial_sequence('run_message', 'ordinal'), coalesce(max(ordinal), 0) + 1, false)
     FROM run_message`,
  );
}
