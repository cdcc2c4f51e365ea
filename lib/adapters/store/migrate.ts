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
  WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`;
const RECORD = `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
  VALUES ($1, $2, $3, now(), 1)`;

// Should this process be killed, its session ends within a second, and with it the lock, instead of when its statement
// is through. Servers that can't (before 14, or not on Linux) do without.
const endWithUs = (checkEvery: "1s" | "0") =>
  `DO $$ BEGIN SET client_connection_check_interval = '${checkEvery}'; EXCEPTION WHEN OTHERS THEN NULL; END $$`;

/** A migration as it is in its folder. */
export type Migration = { name: string; sql: string; checksum: string };

/** The folder of this version's migrations. */
export const migrationsFolder = (): string =>
  join(/* turbopackIgnore: true */ process.cwd(), "prisma/migrations");

/** The migrations in `folder`, in the order in which they are applied. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/** Names and checksums of the migrations applied to the database; empty when there are none. */
export async function appliedMigrations(client: ClientBase): Promise<Map<string, string>> {
  const { rows: tables } = await client.query("SELECT to_regclass('_prisma_migrations') AS found");
  if (tables[0]?.found === null) return new Map();
  const { rows } = await client.query<{ name: string; checksum: string }>(APPLIED);
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}

/**
 * Does `work` while no other process changes the database schema. Don't share the client meanwhile: the lock
 * belongs to its session.
 */
export async function withMigrationLock<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query(endWithUs("1s"));
  await client.query(`SELECT pg_advisory_lock(${LOCK})`);
  try {
    return await work();
  } finally {
    await client.query(`SELECT pg_advisory_unlock(${LOCK})`);
    await client.query(endWithUs("0"));
  }
}

/** Applies these migrations and records them, inside the client's transaction. */
export async function applyMigrations(client: ClientBase, migrations: Migration[]): Promise<void> {
  await client.query(TABLE);
  for (const { name, sql, checksum } of migrations) {
    await client.query(sql);
    await client.query(RECORD, [randomUUID(), checksum, name]);
  }
}

/**
 * Applies the missing migrations of `folder` in order of their names, each with its record in one transaction, and
 * returns their names. One that fails is rolled back whole and named in the error. Of several processes one applies
 * them and the others wait.
 */
export async function migrate(client: ClientBase, folder: string): Promise<string[]> {
  return withMigrationLock(client, async () => {
    const checksums = await appliedMigrations(client);
    const applied: string[] = [];
    for (const migration of await readMigrations(folder)) {
      const { name, checksum } = migration;
      const earlier = checksums.get(name);
      if (earlier === undefined) {
        await apply(client, migration);
        applied.push(name);
      } else if (earlier !== checksum) {
        console.warn(
          `Migration ${name} was edited after it had been applied; what changed is not in the database.`,
        );
      }
    }
    return applied;
  });
}

async function apply(client: ClientBase, migration: Migration): Promise<void> {
  await client.query("BEGIN");
  try {
    await applyMigrations(client, [migration]);
    await client.query("COMMIT");
  } catch (cause) {
    await client.query("ROLLBACK");
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Migration ${migration.name} failed and was rolled back: ${why}`, { cause });
  }
}
