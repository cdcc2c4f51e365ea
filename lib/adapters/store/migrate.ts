import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ClientBase } from "pg";

// The advisory lock and the table are those of `prisma migrate deploy`, so that either may apply what is missing.
const LOCK = 72707369;
const TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;
const APPLIED = `SELECT migration_name AS name, checksum FROM _prisma_migrations
  WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;
const RECORD = `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
  VALUES ($1, $2, $3, now(), 1)`;

/**
 * Applies the migrations in `folder` that the database has not had, in order of their names, each with its record in one
 * transaction, and gives their names. One that fails is rolled back whole and named in the error; of several processes
 * one applies and the others wait. The client must not be shared meanwhile: the lock belongs to its session.
 */
export async function migrate(client: ClientBase, folder: string): Promise<string[]> {
  await client.query(`SELECT pg_advisory_lock(${LOCK})`);
  try {
    await client.query(TABLE);
    const { rows } = await client.query<{ name: string; checksum: string }>(APPLIED);
    const checksums = new Map(rows.map(({ name, checksum }) => [name, checksum]));
    const entries = await readdir(folder, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    const applied: string[] = [];
    for (const name of names.sort()) {
      const sql = await readFile(join(folder, name, "migration.sql"), "utf8");
      const checksum = createHash("sha256").update(sql).digest("hex");
      const earlier = checksums.get(name);
      if (earlier === undefined) {
        await apply(client, name, sql, checksum);
        applied.push(name);
      } else if (earlier !== checksum) {
        console.warn(
          `Migration ${name} was edited after it had been applied; what changed is not in the database.`,
        );
      }
    }
    return applied;
  } finally {
    await client.query(`SELECT pg_advisory_unlock(${LOCK})`);
  }
}

async function apply(client: ClientBase, name: string, sql: string, checksum: string): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query(sql);
    await client.query(RECORD, [randomUUID(), checksum, name]);
    await client.query("COMMIT");
  } catch (cause) {
    await client.query("ROLLBACK");
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Migration ${name} failed and was rolled back: ${why}`, { cause });
  }
}
