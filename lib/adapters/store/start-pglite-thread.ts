import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { PgliteReply, PgliteRequest, PgliteThreadInput } from "./pglite-thread.ts";

/** A thread with an open PGlite. */
export type PgliteThread = {
  /** Answers bytes of PostgreSQL's protocol; rejects once the thread has ended. */
  request(ask: PgliteRequest["ask"]): Promise<Uint8Array>;
  /** Why it has ended; undefined while it runs. */
  ended(): Error | undefined;
  /** Calls back when it ends. */
  onEnd(hear: (why: Error) => void): void;
  terminate(): Promise<unknown>;
};

// By the working directory and from source: a bundler would look for it in its own output.
const workerFile = join(/* turbopackIgnore: true */ process.cwd(), "lib/adapters/store/pglite-worker.ts");

/** Opens the cluster in the folder, created if missing, in a new thread; rejects with the reason when it can't. */
export async function startPgliteThread(dataDir: string): Promise<PgliteThread> {
  const input: PgliteThreadInput = { dataDir };
  const thread = new Worker(workerFile, { workerData: input, execArgv: [] });
  const waiting = new Map<number, { resolve(bytes: Uint8Array): void; reject(error: Error): void }>();
  const hearers: ((why: Error) => void)[] = [];
  let lastId = 0;
  let ended: Error | undefined;

  const opened = new Promise<void>((resolve, reject) => {
    const stop = (why: string) => {
      if (ended !== undefined) return;
      // The error code of a crashed server, because that is what it looks like to the caller, who may try again.
      ended = Object.assign(new Error(`the database's thread has ended: ${why}`), { code: "57P02" });
      reject(ended);
      for (const request of waiting.values()) request.reject(ended);
      waiting.clear();
      for (const hear of hearers) hear(ended);
    };
    thread.on("error", (error) => stop(error instanceof Error ? error.message : String(error)));
    thread.on("exit", () => stop("it has stopped"));
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
  await opened;
  return {
    request(ask) {
      if (ended !== undefined) return Promise.reject(ended);
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        thread.postMessage({ id, ask } satisfies PgliteRequest);
      });
    },
    ended: () => ended,
    onEnd: (hear) => hearers.push(hear),
    terminate: () => thread.terminate(),
  };
}
