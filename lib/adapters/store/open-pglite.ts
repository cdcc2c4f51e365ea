import pg from "pg";
import { PgliteStream } from "./pglite-stream.ts";
import { type PgliteThread, startPgliteThread } from "./start-pglite-thread.ts";

/** An open PGlite behind an ordinary pool of one connection. `close` ends the pool, the database and its lock. */
export type OpenPglite = { pool: pg.Pool; close(): Promise<void> };

/** Longest wait for the database to write down what it still has when it is closed, ms; a crash would cost nothing either. */
const CLOSE_MS = 20_000;

/**
 * Opens the cluster in the folder `dataDir`, made when it isn't there, in a thread of its own; rejects with the reason
 * when another process holds it. `onConnect` runs for each client of the pool before it is used. Should the thread end,
 * its client is lost, as with a server that crashes, and the next one finds the folder opened again.
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

  /** A client stays with the thread that it began with: in another it would be outside its transaction. */
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

  // One session, whatever the number of clients: so one client at a time, kept while it works.
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
