import { createReadStream, existsSync, rmSync } from "node:fs";
import { backup, DatabaseSync } from "node:sqlite";
import { demoFile, demoSystems } from "../../demo/demo-company.ts";

/** A piece of a file of the data folder; `file` is its path there, with slashes. */
export type FilePiece = { file: string; bytes: string };

const PIECE_BYTES = 192 * 1024;

/** The files that belong to a backup, by their path in the data folder. */
export const backedUpFiles: readonly string[] = demoSystems.map((system) => `demo/${system}.sqlite`);

/** The demo company's files, each as of one moment though runs write to it; `scratch` is a file to copy to on the way. */
export async function* filePieces(dataDir: string, scratch: string): AsyncGenerator<FilePiece> {
  for (const system of demoSystems) {
    const from = demoFile(dataDir, system);
    if (!existsSync(from)) continue;
    try {
      const open = new DatabaseSync(from, { readOnly: true });
      try {
        await backup(open, scratch);
      } finally {
        open.close();
      }
      for await (const piece of createReadStream(scratch, { highWaterMark: PIECE_BYTES }))
        yield { file: `demo/${system}.sqlite`, bytes: piece.toString("base64") };
    } finally {
      rmSync(scratch, { force: true });
    }
  }
}
