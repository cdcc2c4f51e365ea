import { existsSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { openPglite } from "../open-pglite.ts";
import type { BackupEnd } from "./backup-lines.ts";
import type { Opened } from "./snapshot.ts";
import { writeBackup } from "./write-backup.ts";

/** Backs up a PostgreSQL, or a data folder that no Tutti is using, as it is: without applying migrations. */
export async function backUpPlace(
  { databaseUrl, dataDir }: { databaseUrl?: string | undefined; dataDir: string },
  file: string,
): Promise<BackupEnd> {
  const { pool, close, engine } = await open(databaseUrl, dataDir);
  try {
    const { rows } = await pool.query("SELECT to_regclass('workspace') AS found");
    if (rows[0]?.found === null)
      throw new Error("There is nothing to back up yet: Tutti has never been started on this database.");
    return await writeBackup({ engine, pool, dataDir }, file);
  } finally {
    await close();
  }
}

async function open(
  databaseUrl: string | undefined,
  dataDir: string,
): Promise<Opened & { close(): Promise<void> }> {
  if (databaseUrl !== undefined) {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, keepAlive: true });
    return { engine: "postgres", pool, close: () => pool.end() };
  }
  const folder = join(dataDir, "pg");
  if (!existsSync(folder))
    throw new Error(
      `There is nothing to back up in ${dataDir}. Set DATA_DIR to Tutti's data folder, or DATABASE_URL to its PostgreSQL.`,
    );
  return { engine: "pglite", ...(await openPglite(folder)) };
}
