import { createHash } from "node:crypto";
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { appliedMigrations, migrationsFolder, readMigrations } from "../migrate.ts";
import { BACKUP_FORMAT, type BackupEnd, type BackupHeader } from "./backup-lines.ts";
import { filePieces } from "./file-pieces.ts";
import { noteBackup } from "./note-backup.ts";
import { readRows } from "./read-rows.ts";
import { type Opened, snapshot } from "./snapshot.ts";

/**
 * Writes everything that an installation needs, but its secret, into one new file: gzip of JSON Lines (backup-lines.ts).
 * The file appears whole or not at all. Runs may go on meanwhile: each is in the backup as it was at one moment.
 */
export async function writeBackup(from: Opened & { dataDir: string }, file: string): Promise<BackupEnd> {
  if (existsSync(file)) throw new Error(`${file} exists already: give the backup another name.`);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const partial = `${file}.partial`;
  const tally = new Tally();
  try {
    await pipeline(
      Readable.from(lines(from, `${partial}.sqlite`, tally)),
      createGzip({ level: 5 }),
      // Only for who made it: it holds everything but the secret.
      createWriteStream(partial, { mode: 0o600 }),
    );
    const written = await open(partial, "r+");
    await written.sync();
    await written.close();
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
  // The backup is there, noted or not.
  await noteBackup(from.pool, file).catch((error) => console.warn("Noting the backup failed:", error));
  return tally.end();
}

async function* lines(
  from: Opened & { dataDir: string },
  scratch: string,
  tally: Tally,
): AsyncGenerator<string> {
  yield* snapshot(from, async function* (source) {
    yield* source.moment(async function* (client) {
      const applied = await appliedMigrations(client);
      const known = new Set((await readMigrations(migrationsFolder())).map(({ name }) => name));
      const newer = [...applied.keys()].find((name) => !known.has(name));
      if (newer !== undefined)
        throw new Error(
          `This database was used by a newer Tutti (it has had the migration ${newer}): make the backup with that one.`,
        );
      const header: BackupHeader = {
        tutti: "backup",
        format: BACKUP_FORMAT,
        madeAt: new Date().toISOString(),
        engine: from.engine,
        migrations: [...applied.keys()],
      };
      yield tally.line(JSON.stringify(header));
    });
    for await (const { table, rows } of readRows(source)) {
      tally.count("rows", table, rows.length);
      yield tally.line(`{"table":${JSON.stringify(table)},"rows":[${rows.join(",")}]}`);
    }
  });
  // After the rows: an effect whose result the rows don't have yet is found here when its call goes again.
  for await (const piece of filePieces(from, scratch)) {
    tally.count("files", piece.file, Buffer.byteLength(piece.bytes, "base64"));
    yield tally.line(JSON.stringify(piece));
  }
  yield `${JSON.stringify({ end: tally.end() })}\n`;
}

/** Counts what a backup holds, and hashes its lines. */
class Tally {
  private readonly hash = createHash("sha256");
  private readonly counted = { rows: {} as Record<string, number>, files: {} as Record<string, number> };
  private sha256: string | undefined;

  line(text: string): string {
    const line = `${text}\n`;
    this.hash.update(line);
    return line;
  }

  count(what: "rows" | "files", name: string, number: number): void {
    this.counted[what][name] = (this.counted[what][name] ?? 0) + number;
  }

  end(): BackupEnd {
    this.sha256 ??= this.hash.digest("hex");
    return { ...this.counted, sha256: this.sha256 };
  }
}
