import pg from "pg";
import { PgliteStream } from "./pglite-stream.ts";
import { type PgliteThread, startPgliteThread } from "./start-pglite-thread.ts";

/** An open PGlite behind an ordinary pool of one connection. `close` ends the pool, the database and its lock. */
export type OpenPglite = { pool: pg.Pool; close(): Promise<void> };

/**
 * The longest wait for the database to write what it still has when it is closed, ms; after a crash it would
 * recover anyway.
 */
const CLOSE_MS = 20_000;

/**
 * Opens the cluster in the folder `dataDir`, created if missing, in its own thread; rejects with the reason when
 * another process has it. `onConnect` runs for each client of the pool before it is used. If the thread ends, its
 * client is lost, as with a crashed server, and the next one opens the folder again.
 */
export async function openPglite(
  dataDir: string,
  onConnect?: (client: pg.ClientBase) => Promise<void>,
): Promise<OpenPglite> {
  let thread = await startPgliteThread(dataDir);
  let reopening: Promise<PgliteThread> | undefined;

  async function current(): Promise<PgliteThread> {
    if (thread.ended() === undefined) return thread;
    reopening ??= startPgliteThread(dataDir).finally(() => {
      reopening = undefined;
    });
    thread = await reopening;
    return thread;
  }

  /** A client stays with the thread it started with: in another it would be outside its transaction. */
  function stream(): PgliteStream {
    let own: PgliteThread | undefined;
    const made = new PgliteStream(async (ask) => {
      if (own === undefined) {
        own = await current();
        own.onEnd((why) => made.destroy(why));
      }
      return own.request(ask);
    });
    return made;
  }

  // There is one session, whatever the number of clients, so only one client at a time, kept while it works.
  const pool = new pg.Pool({
    max: 1,
    idleTimeoutMillis: 0,
    user: "postgres",
    database: "postgres",
    ssl: false,
    stream,
    ...(onConnect === undefined ? {} : { onConnect }),
  });
  return {
    pool,
    async close() {
      await pool.end();
      if (thread.ended() !== undefined) return;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, CLOSE_MS);
      });
      await Promise.race([thread.request("close"), late]).finally(() => clearTimeout(timer));
      await thread.terminate();
    },
  };
}
