import type { Database } from "../../adapters/store/database.ts";
import { patiently } from "../../adapters/store/transient.ts";
import type { Outbox } from "../../adapters/tools/email/outbox.ts";

/** The outbox in the database: one mail for each key of a workspace, however often it is sent. */
export function outboxStore(db: Database): Outbox {
  return {
    async send({ workspaceId, runId, from, to, subject, body }, key) {
      const data = { workspaceId, runId, key, from, to: to.join(", "), subject, body };
      const { count } = await patiently(() => db.outboxMail.createMany({ data, skipDuplicates: true }));
      const { id } = await patiently(() =>
        db.outboxMail.findUniqueOrThrow({
          where: { workspaceId_key: { workspaceId, key } },
          select: { id: true },
        }),
      );
      return { id, repeated: count === 0 };
    },
  };
}
