import { randomBytes } from "node:crypto";
import type pg from "pg";

/** Enough that the database must find a place for it, in its tables and in its log. */
const TRIED_BYTES = 200_000;

/** Whether the database takes a write: makes one that needs room, and takes it back. Throws what it was refused with. */
export async function tryWrite(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("INSERT INTO setting (key, value) VALUES ('room', $1)", [
      // Random, because the same letter again and again takes no room.
      randomBytes(TRIED_BYTES / 2).toString("hex"),
    ]);
  } finally {
    await client.query("ROLLBACK").catch(() => {});
    client.release();
  }
}
