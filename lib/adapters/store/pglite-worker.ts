// The thread in which PGlite runs, so that a long query or a slow disk never holds up the server's event loop.
// start-pglite-thread.ts starts it from source: Node strips the types.
import { existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { DurableNodeFS, durableStartParams } from "./durable-node-fs.ts";
import { lockFolder } from "./folder-lock.ts";
import { makeCluster } from "./make-cluster.ts";
import type { PgliteReply, PgliteRequest, PgliteThreadInput } from "./pglite-thread.ts";

if (parentPort === null) throw new Error("pglite-worker.ts is a thread: start-pglite-thread.ts starts it");
const port = parentPort;
const say = (reply: PgliteReply, transfer: ArrayBuffer[] = []) => port.postMessage(reply, transfer);
const reason = (error: unknown) => (error instanceof Error ? error.message : String(error));
/** A new cluster takes 40 MB; one that is there needs a piece of its own log of 16. */
const ROOM_TO_OPEN_MB = 60;
// start-pglite-thread.ts gives it, typed.
const { dataDir } = workerData as PgliteThreadInput;

async function answer(database: PGlite, ask: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  await database.execProtocolRawStream(ask, { onRawData: (part) => parts.push(part.slice()) });
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** A database that could not be opened, where there is too little room for it: PGlite itself says "Aborted()" then. */
function sayWhatIsShort(cause: unknown): never {
  const { bavail, bsize } = statfsSync(dirname(dataDir));
  const megabytes = Math.floor((bavail * bsize) / 1_000_000);
  if (megabytes >= ROOM_TO_OPEN_MB) throw cause;
  throw new Error(
    `The database could not be opened: only ${megabytes} MB are free in ${dirname(dataDir)}, and it needs about ${ROOM_TO_OPEN_MB}. Make room there, and start again; what was stored is still there.`,
    { cause },
  );
}

/**
 * Whether a CHECKPOINT was answered with an error (the disk is full): PGlite 0.5 never answers what is asked after that,
 * so this thread ends, and the folder is opened anew. What was committed is in the database's log.
 */
function isFailedCheckpoint(ask: Uint8Array, answered: Uint8Array): boolean {
  const ERROR = 0x45;
  if (ask.length > 200 || !Buffer.from(ask).toString("latin1").includes("CHECKPOINT")) return false;
  // Each message is a letter and a length that counts itself.
  const bytes = Buffer.from(answered);
  for (let at = 0; at + 5 <= bytes.length; at += 1 + bytes.readUInt32BE(at + 1))
    if (bytes[at] === ERROR) return true;
  return false;
}

try {
  const lock = lockFolder(dataDir);
  if (!existsSync(dataDir)) await makeCluster(dataDir);
  const database = await PGlite.create({
    fs: new DurableNodeFS(dataDir),
    startParams: durableStartParams(PGlite.defaultStartParams),
  }).catch(sayWhatIsShort);
  async function handle({ id, ask }: PgliteRequest) {
    try {
      if (ask !== "close") {
        const bytes = await answer(database, ask);
        const hung = isFailedCheckpoint(ask, bytes);
        say({ type: "answer", id, bytes }, [bytes.buffer]);
        if (hung) process.exit();
        return;
      }
      await database.close();
      lock.release();
      say({ type: "answer", id, bytes: new Uint8Array() });
      port.close();
    } catch (error) {
      say({ type: "failure", id, reason: reason(error) });
    }
  }
  // One at a time: the answers of two would mix.
  let last = Promise.resolve();
  port.on("message", (request: PgliteRequest) => {
    last = last.then(() => handle(request));
  });
  say({ type: "open" });
} catch (error) {
  say({ type: "refused", reason: reason(error) });
  port.close();
}
