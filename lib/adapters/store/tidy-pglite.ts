import type { Database } from "./database.ts";

/** What has been written to the database's log, bytes, since the point that is given back with it; null: since any. */
async function writtenSince(db: Database, point: string | null): Promise<{ point: string; bytes: number }> {
  const [row] = await db.$queryRaw<{ point: string; bytes: number }[]>`
    SELECT now.point::text AS point,
      coalesce(pg_wal_lsn_diff(now.point, ${point}::text::pg_lsn), 0)::double precision AS bytes
    FROM (SELECT pg_current_wal_lsn() AS point) AS now`;
  if (row === undefined) throw new Error("expected the place in the database's log, got no row");
  return row;
}

/** Written since the last checkpoint: enough for one while nothing runs, and even while something does. */
const CHECKPOINT_IDLE_BYTES = 32_000_000;
const CHECKPOINT_BYTES = 200_000_000;
const VACUUM_BYTES = 32_000_000;
const VACUUM_PAUSE_MS = 10 * 60_000;

/**
 * Does for PGlite what no process of its own does there: checkpoints, or its log would grow until it is closed; and
 * VACUUM, only while no run is under way. Each call does what is due.
 */
export class PgliteTidier {
  private readonly db: Database;
  private checkpointed: string | null = null;
  private vacuumed: { point: string | null; at: number } = { point: null, at: 0 };

  constructor(db: Database) {
    this.db = db;
  }

  /** `now`: monotonic ms. Returns what was done. */
  async tidy(now: number): Promise<{ checkpoint: boolean; vacuum: boolean }> {
    const { db } = this;
    const idle = (await db.runHead.count({ where: { status: { in: ["running", "queued"] } } })) === 0;
    const sinceVacuum = await writtenSince(db, this.vacuumed.point);
    this.vacuumed.point ??= sinceVacuum.point;
    const vacuum = idle && sinceVacuum.bytes >= VACUUM_BYTES && now - this.vacuumed.at >= VACUUM_PAUSE_MS;
    if (vacuum) {
      await db.$executeRaw`VACUUM (ANALYZE)`;
      this.vacuumed = { point: (await writtenSince(db, null)).point, at: now };
    }
    const sinceCheckpoint = await writtenSince(db, this.checkpointed);
    this.checkpointed ??= sinceCheckpoint.point;
    const checkpoint = sinceCheckpoint.bytes >= (idle ? CHECKPOINT_IDLE_BYTES : CHECKPOINT_BYTES);
    if (checkpoint) {
      await db.$executeRaw`CHECKPOINT`;
      this.checkpointed = (await writtenSince(db, null)).point;
    }
    return { checkpoint, vacuum };
  }
}
