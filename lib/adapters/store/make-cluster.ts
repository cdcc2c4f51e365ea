import { cpSync, existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import { takeRights } from "./private-files.ts";

const pgliteManifest = new URL("../package.json", import.meta.resolve("@electric-sql/pglite"));
const { version } = JSON.parse(readFileSync(fileURLToPath(pgliteManifest), "utf8"));
const template = join(import.meta.dirname, `../../../node_modules/.cache/pglite-${version}`);

/**
 * Creates a new, empty cluster in `dataDir`, which appears there whole or not at all. initdb takes seconds, so the
 * first one is kept beside the installed packages as a template for later ones.
 */
export async function makeCluster(dataDir: string): Promise<void> {
  const partial = `${dataDir}.partial`;
  rmSync(partial, { recursive: true, force: true });
  if (existsSync(template)) {
    cpSync(template, partial, { recursive: true });
  } else {
    const empty = await PGlite.create({ dataDir: partial });
    await empty.close();
    keepAsTemplate(partial);
  }
  takeRights(partial);
  renameSync(partial, dataDir);
}

function keepAsTemplate(cluster: string): void {
  const own = `${template}.${process.pid}`;
  try {
    cpSync(cluster, own, { recursive: true });
    renameSync(own, template);
  } catch {
    // Another process was first, or the folder is not writable: the template only saves time.
    rmSync(own, { recursive: true, force: true });
  }
}
