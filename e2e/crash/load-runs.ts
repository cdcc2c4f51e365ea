import { setTimeout as wait } from "node:timers/promises";
import type { Database } from "../../lib/adapters/store/database.ts";
import { eventsOf } from "../../lib/adapters/store/event-row.ts";
import { parsePlan } from "../../lib/plan/upcast.ts";
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
      workspaceId: run.workspaceId,
      // The server wrote it from a plan.
      plan: parsePlan(JSON.parse(run.plan)),
      rows: rows.map(({ seq, epoch, at, type, payload, hash }) => ({
        seq,
        epoch,
        events: eventsOf({ run_id: id, seq, at, type, payload }).map((event) => JSON.stringify(event)),
        hash,
      })),
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

/** Lists are written after a run's end, or caught up with when its runner was lost just then: at most so late, ms. */
export const LISTS_WITHIN_MS = 15_000;

const OPEN = ["waiting", "running"];

/** Whether lists say of a run that it goes on. */
export const isOpen = (listed: string | null): boolean => listed !== null && OPEN.includes(listed);

/** The runs as they stand once lists say of every ended one that it has ended, or as they are when they never do. */
export async function listedRuns(db: Database, ids: string[]): Promise<StoredRun[]> {
  for (const end = Date.now() + LISTS_WITHIN_MS; Date.now() < end; await wait(100)) {
    const where = { runId: { in: ids }, status: { in: OPEN } };
    if ((await db.runSummary.count({ where: { ...where, run: { head: { status: "ended" } } } })) === 0) break;
  }
  return loadRuns(db, ids);
}
