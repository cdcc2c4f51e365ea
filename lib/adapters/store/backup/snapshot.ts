import type pg from "pg";
import type { RowSource } from "./read-rows.ts";

const BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/** What a backup is read from: the open database of either engine. */
export type Opened = { engine: "pglite" | "postgres"; pool: pg.Pool };

/** Does `work` with the database as a source of rows that fit together (see `RowSource`). */
export async function* snapshot<T>(
  { engine, pool }: Opened,
  work: (source: RowSource) => AsyncGenerator<T>,
): AsyncGenerator<T> {
  if (engine === "postgres")
    yield* transaction(pool, (client) => work({ moment: (within) => within(client) }));
  else yield* work({ moment: (within) => transaction(pool, within) });
}

async function* transaction<T>(
  pool: pg.Pool,
  within: (client: pg.ClientBase) => AsyncGenerator<T>,
): AsyncGenerator<T> {
  const client = await pool.connect();
  let done = false;
  try {
    await client.query(BEGIN);
    yield* within(client);
    await client.query("COMMIT");
    done = true;
  } finally {
    // Also when whoever reads stops early: a session in the middle of something is not used again.
    client.release(!done);
  }
}
