import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { fillFromFiles, makeSchemas } from "../demo/fill-demo.ts";
import { lockFolder } from "../folder-lock.ts";
import { type Migration, migrationsFolder, readMigrations, withMigrationLock } from "../migrate.ts";
import { openPglite } from "../open-pglite.ts";
import { dropEmptyTables, refuseUnlessEmpty } from "./empty-target.ts";
import { type CheckedBackup, checkBackup, readBackup, UnusableBackup } from "./read-backup.ts";
import { RestoredFiles } from "./restored-files.ts";
import { type WrittenRows, writeRows } from "./write-rows.ts";

/**
 * Where to: a PostgreSQL, or the built-in database of a data folder. The demo company goes with it; where the PostgreSQL does not
 * let Tutti make schemas, its files go to the data folder, from which the first start that may takes them.
 */
export type RestoreTarget = { databaseUrl?: string | undefined; dataDir: string };

/** What was restored. */
export type Restored = CheckedBackup & WrittenRows;

/**
 * Restores a backup of either engine into an empty installation on either engine. Checks the whole file first and refuses
 * a damaged or newer one and a target that is not empty; when anything fails, the target is as it was.
 */
export async function restoreBackup(file: string, target: RestoreTarget): Promise<Restored> {
  const checked = await checkBackup(file);
  const migrations = await readMigrations(migrationsFolder());
  refuseNewer(file, checked, migrations);
  mkdirSync(target.dataDir, { recursive: true, mode: 0o700 });
  const files = new RestoredFiles(target.dataDir);
  const into = { file, migrations, files };
  try {
    const written =
      target.databaseUrl === undefined
        ? await intoFolder(target.dataDir, into)
        : await intoPostgres(target.databaseUrl, into);
    // Nothing is left to keep where the database took them.
    files.keep();
    return { ...checked, ...written };
  } finally {
    files.discard();
  }
}

type Into = { file: string; migrations: Migration[]; files: RestoredFiles };

/** In one transaction. */
async function intoPostgres(
  connectionString: string,
  { file, migrations, files }: Into,
): Promise<WrittenRows> {
  const client = new pg.Client({ connectionString, keepAlive: true });
  await client.connect();
  try {
    return await withMigrationLock(client, async () => {
      await refuseUnlessEmpty(client, `The database ${new URL(connectionString).pathname.slice(1)}`);
      await client.query("BEGIN");
      try {
        await dropEmptyTables(client);
        const written = await writeRows(client, {
          lines: readBackup(file),
          migrations,
          breathe: async () => {},
          takeFile: (piece) => files.take(piece),
        });
        const taken = await takeDemo(client, files);
        await client.query("COMMIT");
        if (taken) files.discard();
        return written;
      } catch (error) {
        await client.query("ROLLBACK").catch(() => {});
        throw error;
      }
    });
  } finally {
    await client.end().catch(() => {});
  }
}

/** Fills the demo company's schemas from the backup's files; false where that can't be done here. */
async function takeDemo(client: pg.ClientBase, files: RestoredFiles): Promise<boolean> {
  const fileOf = files.demo();
  if (fileOf === null) return false;
  await client.query("SAVEPOINT demo");
  try {
    await makeSchemas(client);
    await fillFromFiles(client, fileOf);
    return true;
  } catch (error) {
    await client.query("ROLLBACK TO SAVEPOINT demo");
    const why = error instanceof Error ? error.message : error;
    console.warn(`The demo company stays in the data folder until Tutti is started there: ${why}.`);
    return false;
  }
}

/** Into a new cluster, which takes its place when it is whole. */
async function intoFolder(dataDir: string, { file, migrations, files }: Into): Promise<WrittenRows> {
  const place = join(dataDir, "pg");
  const fresh = join(dataDir, "pg.restoring");
  if (existsSync(place)) await refuseFilledCluster(place, dataDir);
  const lock = lockFolder(place);
  try {
    removeCluster(fresh);
    const { pool, close } = await openPglite(fresh);
    let written: WrittenRows;
    try {
      const client = await pool.connect();
      try {
        await client.query("BEGIN");
        written = await writeRows(client, {
          lines: readBackup(file),
          migrations,
          // Otherwise the database's log would become as large as all that is restored.
          async breathe() {
            for (const sql of ["COMMIT", "CHECKPOINT", "BEGIN"]) await client.query(sql);
          },
          takeFile: (piece) => files.take(piece),
        });
        await client.query("COMMIT");
      } finally {
        client.release();
      }
    } finally {
      await close();
    }
    const before = join(dataDir, "pg.before");
    removeCluster(before);
    if (existsSync(place)) renameSync(place, before);
    renameSync(fresh, place);
    removeCluster(before);
    return written;
  } finally {
    removeCluster(fresh);
    lock.release();
  }
}

async function refuseFilledCluster(place: string, dataDir: string): Promise<void> {
  const { pool, close } = await openPglite(place);
  try {
    const client = await pool.connect();
    try {
      await refuseUnlessEmpty(client, `The data folder ${dataDir}`);
    } finally {
      client.release();
    }
  } finally {
    await close();
  }
}

function removeCluster(folder: string): void {
  for (const path of [folder, `${folder}.partial`, `${folder}.lock`, `${folder}.holder.json`])
    rmSync(path, { recursive: true, force: true });
}

function refuseNewer(file: string, { header }: CheckedBackup, migrations: Migration[]): void {
  const known = new Set(migrations.map(({ name }) => name));
  const newer = header.migrations.find((name) => !known.has(name));
  if (newer !== undefined)
    throw new UnusableBackup(
      `${file} was made by a newer Tutti (its tables have had the migration ${newer}): restore it with that one.`,
    );
}
