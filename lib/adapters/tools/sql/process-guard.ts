// A thread of the SQL child process, which works while a statement keeps the main thread. It ends the process when it
// grows too large, since SQLite as built into Node has its memory statistics, and so its heap limit, turned off; and when
// the parent was killed, since nobody is left to stop the statement.
import { parentPort } from "node:worker_threads";

const MAX_BYTES = 400 * 1024 * 1024;
const parentId = process.ppid;

setInterval(() => {
  if (process.memoryUsage.rss() > MAX_BYTES || !isThere(parentId)) process.kill(process.pid, "SIGKILL");
}, 25);

function isThere(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}

parentPort?.postMessage("ready");
