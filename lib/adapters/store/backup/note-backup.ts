import type pg from "pg";

/** The setting that says when the last backup was made, and where it was put: JSON of `{ at, file }`. */
export const LAST_BACKUP = "last-backup";

/** Notes in the database that a backup of it was made; one that is too old to have a place for that is left as it is. */
export async function noteBackup(pool: pg.Pool, file: string): Promise<void> {
  const { rows } = await pool.query("SELECT to_regclass('setting') AS found");
  if (rows[0]?.found === null) return;
  await pool.query(
    "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    [LAST_BACKUP, JSON.stringify({ at: Date.now(), file })],
  );
}
