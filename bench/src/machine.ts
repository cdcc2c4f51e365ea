import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { postgresPrograms } from "../../scripts/temporary-postgres.ts";

/** What the measurements were made on. */
export function machine(): Record<string, string> {
  const cores = cpus();
  return {
    processor: `${cores.length} × ${cores[0]?.model ?? "unknown"}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    postgres: `${postgresPrograms()?.split("/").at(-2) ?? "?"}, fsync and synchronous_commit on`,
  };
}

/** The versions of Tutti and of its peers. */
export function versions(): Record<string, string> {
  const read = (folder: string) =>
    // npm's own file, which has these fields.
    JSON.parse(readFileSync(join(import.meta.dirname, folder, "package.json"), "utf8")) as {
      version?: string;
      dependencies: Record<string, string>;
    };
  return { tutti: read("../..").version ?? "?", ...read("..").dependencies };
}
