import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { z } from "zod";
import { BACKUP_FORMAT, BackupEnd, BackupHeader, BackupPart } from "./backup-lines.ts";

/** A backup that can't be used: not one, of a newer Tutti, or damaged. The message says which and what to do. */
export class UnusableBackup extends Error {}

/** What a whole backup says of itself. */
export type CheckedBackup = { header: BackupHeader; end: BackupEnd };

/** Reads a backup from end to end; rejects with `UnusableBackup` unless every byte is as it was written. */
export async function checkBackup(file: string): Promise<CheckedBackup> {
  let header: BackupHeader | undefined;
  let end: BackupEnd | undefined;
  for await (const line of readBackup(file)) {
    if ("tutti" in line) header = line;
    else if ("sha256" in line) end = line;
  }
  if (header === undefined || end === undefined) throw damaged(file, "it has no beginning or no end");
  return { header, end };
}

/** Rows of a backup: parsed, and the line they stand in, because a large whole number does not survive parsing. */
export type BackupRows = { table: string; rows: Record<string, unknown>[]; text: string };
export type BackupLine = BackupHeader | BackupRows | { file: string; bytes: string } | BackupEnd;

/** The lines of a backup: its header, its parts, its end. Throws `UnusableBackup` at the first that is not as it should be. */
export async function* readBackup(file: string): AsyncGenerator<BackupLine> {
  const hash = createHash("sha256");
  const rows: Record<string, number> = {};
  const files: Record<string, number> = {};
  let number = 0;
  let ended = false;
  for await (const line of linesOf(file)) {
    number++;
    if (ended) throw damaged(file, "something follows after its end");
    const json = parse(file, line, number);
    const end = z.object({ end: z.unknown() }).safeParse(json).success ? endOf(file, json) : null;
    if (end !== null) {
      ended = true;
      if (end.sha256 !== hash.digest("hex")) throw damaged(file, "its checksum is not that of what it holds");
      if (!isSame(end.rows, rows) || !isSame(end.files, files)) throw damaged(file, "rows of it are missing");
      yield end;
      continue;
    }
    hash.update(line).update("\n");
    if (number === 1) yield headerOf(file, json);
    else {
      const part = BackupPart.safeParse(json);
      if (!part.success) throw damaged(file, `line ${number} is neither rows nor a file`);
      const { data } = part;
      if ("table" in data) {
        rows[data.table] = (rows[data.table] ?? 0) + data.rows.length;
        yield { ...data, text: line.toString("utf8") };
      } else {
        files[data.file] = (files[data.file] ?? 0) + Buffer.byteLength(data.bytes, "base64");
        yield data;
      }
    }
  }
  if (!ended) throw damaged(file, "it ends too early, as a copy that was broken off does");
}

function headerOf(file: string, json: unknown): BackupHeader {
  const header = BackupHeader.safeParse(json);
  if (!header.success)
    throw new UnusableBackup(`${file} is not a backup of Tutti: its first line says nothing of one.`);
  if (header.data.format > BACKUP_FORMAT)
    throw new UnusableBackup(
      `${file} was made by a newer Tutti (format ${header.data.format}, this one knows ${BACKUP_FORMAT}): restore it with that one.`,
    );
  return header.data;
}

function endOf(file: string, json: unknown): BackupEnd {
  const end = BackupEnd.safeParse(json);
  if (!end.success) throw damaged(file, "its last line is not as expected");
  return end.data.end;
}

function parse(file: string, line: Buffer, number: number): unknown {
  try {
    return JSON.parse(line.toString("utf8"));
  } catch {
    if (number === 1)
      throw new UnusableBackup(`${file} is not a backup of Tutti: its first line says nothing of one.`);
    throw damaged(file, `line ${number} can't be read`);
  }
}

async function* linesOf(file: string): AsyncGenerator<Buffer> {
  const source = createReadStream(file);
  const unzipped = createGunzip();
  source.on("error", (error) => unzipped.destroy(error));
  source.pipe(unzipped);
  let begun: Buffer[] = [];
  try {
    for await (const chunk of unzipped) {
      let rest: Buffer = chunk;
      for (let at = rest.indexOf(10); at >= 0; at = rest.indexOf(10)) {
        yield Buffer.concat([...begun, rest.subarray(0, at)]);
        begun = [];
        rest = rest.subarray(at + 1);
      }
      if (rest.length > 0) begun.push(rest);
    }
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    const code = String(error.code);
    if (code === "ENOENT") throw new UnusableBackup(`There is no file ${file}.`);
    if (code === "Z_DATA_ERROR" && source.bytesRead <= 65_536 && begun.length === 0)
      throw new UnusableBackup(`${file} is not a backup of Tutti, or it is damaged at its beginning.`);
    if (code.startsWith("Z_")) throw damaged(file, "it can't be unpacked");
    throw error;
  } finally {
    source.destroy();
  }
  if (begun.length > 0) throw damaged(file, "it ends in the middle of a line");
}

function isSame(told: Record<string, number>, found: Record<string, number>): boolean {
  const names = new Set([...Object.keys(told), ...Object.keys(found)]);
  return [...names].every((name) => told[name] === found[name]);
}

function damaged(file: string, how: string): UnusableBackup {
  return new UnusableBackup(
    `The backup ${file} is damaged: ${how}. Nothing was restored; take another copy of it.`,
  );
}
