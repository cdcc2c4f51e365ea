import { z } from "zod";
import type { Database } from "../adapters/store/database.ts";

const KEY = "last-backup";
const Noted = z.object({ at: z.number(), file: z.string() });

/** Notes that a backup was made: its file, on the machine that made it. */
export async function noteBackup(db: Database, file: string): Promise<void> {
  const value = JSON.stringify({ at: Date.now(), file });
  await db.setting.upsert({ where: { key: KEY }, create: { key: KEY, value }, update: { value } });
}

/** The last backup that was made of this installation, epoch ms; null when none is known. */
export async function lastBackup(db: Database): Promise<{ at: number; file: string } | null> {
  const row = await db.setting.findUnique({ where: { key: KEY } });
  const noted = row === null ? null : Noted.safeParse(JSON.parse(row.value));
  return noted?.success ? noted.data : null;
}
