import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

/**
 * Locks `folder` for this process until it ends, in whatever way; a second process gets an error that names the
 * holder. PGlite itself would silently open a folder twice and corrupt it. The lock is SQLite's, on a file beside
 * the folder; the system releases it with the process (not on network file systems).
 */
export function lockFolder(folder: string): { release(): void } {
  mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
  const holderFile = `${folder}.holder.json`;
  const database = new DatabaseSync(`${folder}.lock`);
  try {
    database.exec("PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (cause) {
    database.close();
    throw new Error(
      `The data folder ${dirname(folder)} is in use${describeHolder(holderFile)}. Stop that process, or set DATA_DIR to another folder.`,
      { cause },
    );
  }
  writeFileSync(
    holderFile,
    JSON.stringify({ pid: process.pid, host: hostname(), since: new Date().toISOString() }),
  );
  return { release: () => database.close() };
}

function describeHolder(file: string): string {
  try {
    const { pid, host, since } = JSON.parse(readFileSync(file, "utf8"));
    return ` by process ${pid} on ${host} since ${since}`;
  } catch {
    // The holder has the lock but has not written this yet.
    return " by another process";
  }
}
