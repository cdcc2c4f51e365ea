import { z } from "zod";
import { LAST_BACKUP } from "../../adapters/store/backup/note-backup.ts";
import type { Database } from "../../adapters/store/database.ts";

const Noted = z.object({ at: z.number(), file: z.string() });

/** The last backup that was made of this installation (epoch ms), and its file; null when none is known. */
export async function lastBackup(db: Database): Promise<{ at: number; file: string } | null> {
  const row = await db.setting.findUnique({ where: { key: LAST_BACKUP } });
  return row === null ? null : readNote(row.value);
}

/** What a note says; null where it is none, so that a page opens whatever stands there. */
function readNote(text: string): { at: number; file: string } | null {
  try {
    return Noted.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
