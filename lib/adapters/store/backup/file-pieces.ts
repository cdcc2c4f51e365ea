import { createReadStream, existsSync, rmSync } from "node:fs";
import { backup, DatabaseSync } from "node:sqlite";
import type pg from "pg";
import { type DemoSystem, demoFile, demoSystems } from "../../demo/demo-company.ts";
import { copyToFile } from "../demo/read-schema.ts";
import type { Opened } from "./snapshot.ts";

/** A piece of a file of the data folder; `file` is its path there, with slashes. */
export type FilePiece = { file: string; bytes: string };

const PIECE_BYTES = 192 * 1024;

/** The files that belong to a backup, by their path in the data folder. */
export const backedUpFiles: readonly string[] = demoSystems.map((system) => `demo/${system}.sqlite`);

/** Where the demo company is read from. */
type From = Opened & { dataDir: string };

/**
 * The demo company as SQLite files, each as of one moment though runs write to it, whichever engine keeps it; `scratch` is a
 * file to copy to on the way.
 */
export async function* filePieces(from: From, scratch: string): AsyncGenerator<FilePiece> {
  for (const system of demoSystems) {
    try {
      if (!(await copyDemo(from, system, scratch))) continue;
      for await (const piece of createReadStream(scratch, { highWaterMark: PIECE_BYTES }))
        yield { file: `demo/${system}.sqlite`, bytes: piece.toString("base64") };
    } finally {
      rmSync(scratch, { force: true });
    }
  }
}

/** Copies a system to the file `to`; false where there is none. */
async function copyDemo({ engine, pool, dataDir }: From, system: DemoSystem, to: string): Promise<boolean> {
  if (engine === "postgres" && (await copySchema(pool, system, to))) return true;
  // Also beside a PostgreSQL, while nobody has taken over there what an older release kept in files.
  const file = demoFile(dataDir, system);
  if (!existsSync(file)) return false;
  const open = new DatabaseSync(file, { readOnly: true });
  try {
    await backup(open, to);
  } finally {
    open.close();
  }
  return true;
}

async function copySchema(pool: pg.Pool, system: DemoSystem, to: string): Promise<boolean> {
  const client = await pool.connect();
  let done = false;
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const copied = await copyToFile(client, system, to);
    await client.query("COMMIT");
    done = true;
    return copied;
  } finally {
    client.release(!done);
  }
}
