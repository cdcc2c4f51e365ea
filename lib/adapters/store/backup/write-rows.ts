import type pg from "pg";
import { applyMigrations, type Migration } from "../migrate.ts";
import { firstTables, lastTables, runTables } from "./backed-up-tables.ts";
import { type BrokenChain, ChainCheck } from "./check-chains.ts";
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
 * What was written. `broken`: logs that had been changed before the backup was made; `sealed`: names of the connections
 * with a secret, which only the secret with `secretMark` opens; `underWay`: runs that have not ended.
 */
export type WrittenRows = {
  runs: number;
  broken: BrokenChain[];
  sealed: string[];
  secretMark: string | null;
  underWay: number;
};

/**
 * Fills an empty database: brings it to the form that the backup's rows have, writes the rows, and then brings both to
 * this version's form.
 */
export async function writeRows(client: pg.ClientBase, restoring: Restoring): Promise<WrittenRows> {
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
  const { runs, broken } = chains;
  return { runs, broken, ...(await look(client)) };
}

/** What needs the old secret, and what goes on. */
async function look(client: pg.ClientBase): Promise<Omit<WrittenRows, "runs" | "broken">> {
  const { rows: connections } = await client.query<{ name: string }>(
    "SELECT name FROM connection WHERE secret IS NOT NULL ORDER BY name",
  );
  const { rows: marks } = await client.query<{ value: string }>(
    "SELECT value FROM setting WHERE key = 'secret-check'",
  );
  const { rows: heads } = await client.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM run_head WHERE status <> 'ended'",
  );
  return {
    sealed: connections.map(({ name }) => name),
    secretMark: marks[0]?.value ?? null,
    underWay: heads[0]?.count ?? 0,
  };
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

/**
 * What the rows alone don't say: no runner has a run any more, numbers go on after the last, and where no connection has a
 * secret any secret will do.
 */
async function settle(client: pg.ClientBase): Promise<void> {
  await client.query("UPDATE run_head SET owner = NULL, due_at = now() WHERE status = 'running'");
  await client.query(
    "DELETE FROM setting WHERE key = 'secret-check' AND NOT EXISTS (SELECT 1 FROM connection WHERE secret IS NOT NULL)",
  );
  await client.query(
    `SELECT setval(pg_get_serial_sequence('run_message', 'ordinal'), coalesce(max(ordinal), 0) + 1, false)
     FROM run_message`,
  );
}
