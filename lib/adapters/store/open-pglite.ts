import { join } from "node:path";
import { Worker } from "node:worker_threads";
import pg from "pg";
import { PgliteStream } from "./pglite-stream.ts";
import type { PgliteReply, PgliteRequest, PgliteThreadInput } from "./pglite-thread.ts";

/** An open PGlite behind an ordinary pool of one connection. `close` ends the pool, the database and its lock. */
export type OpenPglite = { pool: pg.Pool; close(): Promise<void> };

// By the working directory and from source: a bundler would look for it in its own output.
const workerFile = join(/* turbopackIgnore: true */ process.cwd(), "lib/adapters/store/pglite-worker.ts");

/**
 * Opens the cluster in the folder `dataDir`, made when it isn't there, in a thread of its own; rejects with the reason
 * when another process holds it. `onConnect` runs for each client of the pool before it is used.
 */
export async function openPglite(
  dataDir: string,
  onConnect?: (client: pg.ClientBase) => Promise<void>,
): Promise<OpenPglite> {
  const input: PgliteThreadInput = { dataDir };
  const thread = new Worker(workerFile, { workerData: input, execArgv: [] });
  const waiting = new Map<number, { resolve(bytes: Uint8Array): void; reject(error: Error): void }>();
  let lastId = 0;
  let ended: Error | undefined;

  const opened = new Promise<void>((resolve, reject) => {
    const stop = (error: Error) => {
      ended = error;
      reject(error);
      for (const request of waiting.values()) request.reject(error);
      waiting.clear();
    };
    thread.on("error", stop);
    thread.on("exit", () => stop(new Error("the database's thread has ended")));
    thread.on("message", (reply: PgliteReply) => {
      if (reply.type === "open") resolve();
      else if (reply.type === "refused") reject(new Error(reply.reason));
      else {
        const request = waiting.get(reply.id);
        waiting.delete(reply.id);
        if (reply.type === "answer") request?.resolve(reply.bytes);
        else request?.reject(new Error(reply.reason));
      }
    });
  });

  function request(ask: PgliteRequest["ask"]): Promise<Uint8Array> {
    if (ended !== undefined) return Promise.reject(ended);
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      thread.postMessage({ id, ask } satisfies PgliteRequest);
    });
  }

  await opened;
  // One session, whatever the number of clients: so one client at a time, kept while it works.
  const pool = new pg.Pool({
    max: 1,
    idleTimeoutMillis: 0,
    user: "postgres",
    database: "postgres",
    ssl: false,
    stream: () => new PgliteStream(request),
    ...(onConnect === undefined ? {} : { onConnect }),
  });
  return {
    pool,
    async close() {
      await pool.end();
      await request("close");
    },
  };
}
