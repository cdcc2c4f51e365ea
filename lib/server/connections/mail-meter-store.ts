import type { Database } from "../../adapters/store/database.ts";
import { patiently } from "../../adapters/store/transient.ts";
import { HOUR_MS, type MailFull, type MailMeter } from "../../adapters/tools/email/mail-meter.ts";

/** How long notes are kept, ms. In a run that lasts longer, only mails since then count. */
const KEPT_MS = 90 * 24 * HOUR_MS;

/**
 * The mail meter in the database: one note for each key of a workspace. For each connection, mails are counted one
 * after another.
 */
export function mailMeterStore(db: Database): MailMeter {
  return {
    note: ({ workspaceId, connectionId, runId, key }, limits) =>
      patiently(() =>
        db.$transaction(async (tx): Promise<MailFull | null> => {
          // Two runners may be about to send the last mail of the hour at once.
          const [clock] = await tx.$queryRaw<{ now: Date }[]>`
            SELECT now() AS now FROM connection WHERE id = ${connectionId} FOR UPDATE`;
          const now = clock?.now ?? new Date();
          const known = await tx.sentMail.findUnique({ where: { workspaceId_key: { workspaceId, key } } });
          if (known !== null) return null;
          const inRun = await tx.sentMail.count({ where: { connectionId, runId } });
          if (inRun >= limits.perRun) return { full: "run" };
          const since = new Date(now.getTime() - HOUR_MS);
          const [first] = await tx.sentMail.findMany({
            where: { connectionId, at: { gt: since } },
            orderBy: { at: "desc" },
            skip: limits.perHour - 1,
            take: 1,
          });
          if (first) return { full: "hour", freeInMs: first.at.getTime() - since.getTime() };
          await tx.sentMail.create({ data: { workspaceId, connectionId, runId, key, at: now } });
          return null;
        }),
      ),
    async forget({ workspaceId, key }) {
      await patiently(() => db.sentMail.deleteMany({ where: { workspaceId, key } }));
    },
  };
}

/** Deletes notes that no limit needs any more. */
export async function forgetOldMails(db: Database): Promise<void> {
  await db.sentMail.deleteMany({ where: { at: { lt: new Date(Date.now() - KEPT_MS) } } });
}
