import type { Database } from "../../lib/adapters/store/database.ts";
import type { Plan } from "../../lib/plan/plan.ts";
import type { StoredRun } from "./history.ts";

/** The runs as they stand in the database at this moment. */
export async function loadRuns(db: Database, ids: string[]): Promise<StoredRun[]> {
  const runs: StoredRun[] = [];
  for (const id of ids) {
    const run = await db.run.findUniqueOrThrow({ where: { id }, include: { head: true, summary: true } });
    const { head } = run;
    if (head === null) throw new Error(`run ${id} has no head`);
    const rows = await db.runEvent.findMany({ where: { runId: id }, orderBy: { seq: "asc" } });
    const values = await db.runValue.findMany({ where: { scope: id } });
    runs.push({
      id,
      // The server wrote it from a plan.
      plan: JSON.parse(run.plan) as Plan,
      rows: rows.map(({ seq, epoch, payload, hash }) => ({ seq, epoch, payload, hash })),
      values: new Map(values.map(({ hash, content }) => [hash, content])),
      head: {
        epoch: head.epoch,
        lastSeq: head.lastSeq,
        status: head.status,
        owner: head.owner,
        dueAt: head.dueAt?.getTime() ?? null,
        chainHash: head.chainHash,
      },
      listed: run.summary?.status ?? null,
    });
  }
  return runs;
}
