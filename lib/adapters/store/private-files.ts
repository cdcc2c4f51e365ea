import { chmodSync, lstatSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

const OTHERS = 0o077;

/** The names that Tutti uses in its data folder; anything else there belongs to somebody else. */
const OWN = /^(secret|owner-door\..*|pg|pg\..*|demo|demo\..*|backups|dev)$/;

/**
 * Creates the data folder and removes the rights of other users of the machine: 0700 for folders, 0600 for files.
 * Returns what a person should know about it, or null. Windows has no such rights.
 */
export function keepPrivate(dataDir: string): string | null {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (process.platform === "win32") return null;
  const entries = readdirSync(dataDir);
  const foreign = entries.filter((name) => !OWN.test(name));
  try {
    let taken = 0;
    for (const name of entries) if (OWN.test(name)) taken += takeRights(join(dataDir, name));
    if (foreign.length === 0) taken += takeRightsOf(dataDir);
    else if ((lstatSync(dataDir).mode & OTHERS) !== 0)
      return `The data folder ${dataDir} holds things that are not Tutti's (${foreign.slice(0, 3).join(", ")}), and other users of this machine can look into it. Set DATA_DIR to a folder of its own.`;
    return taken === 0
      ? null
      : `Other users of this machine had rights in the data folder ${dataDir}, on ${taken} files and folders. Now only its owner has.`;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) throw error;
    return `Other users of this machine can look into the data folder ${dataDir}, and this one may not change that (${error.message}). Give it to the user that runs Tutti: chown -R, then chmod -R go= on it.`;
  }
}

/** Removes other users' rights from a file, or from a folder and everything in it; returns how many had any. */
export function takeRights(path: string): number {
  const stat = lstatSync(path);
  // A link has no rights of its own, and its target may belong to somebody else.
  if (stat.isSymbolicLink()) return 0;
  let taken = takeRightsOf(path);
  if (stat.isDirectory()) for (const name of readdirSync(path)) taken += takeRights(join(path, name));
  return taken;
}

function takeRightsOf(path: string): number {
  const { mode } = lstatSync(path);
  if ((mode & OTHERS) === 0) return 0;
  chmodSync(path, mode & 0o700);
  return 1;
}
