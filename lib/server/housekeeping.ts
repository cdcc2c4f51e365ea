import type { Database } from "../adapters/store/database.ts";
import { expiredRuns, removeRuns } from "../adapters/store/remove-runs.ts";
import { PgliteTidier } from "../adapters/store/tidy-pglite.ts";
import type { DiskRoom } from "./disk-room.ts";

/** Runs deleted by one statement, and the pause after it in which others get at the database, ms. */
const BATCH = 5;
const BREATH_MS = 50;
/** Between two looks for runs that are older than wanted, and between two looks whether PGlite wants tidying, ms. */
const RETENTION_EVERY_MS = 3_600_000;
const TIDY_EVERY_MS = 60_000;
/** After the start, when there is enough to do, ms. */
const FIRST_MS = 10_000;

type Parts = { db: Database; engine: "pglite" | "postgres"; room: DiskRoom };

/** Work that the server does now and then by itself. `stop` ends once what is under way is over. */
export type Housekeeping = { stop(): Promise<void> };

/** Deletes what workspaces don't keep any longer, and tidies PGlite; both leave a disk without room alone. */
export function startHousekeeping({ db, engine, room }: Parts): Housekeeping {
  const tidier = engine === "pglite" ? new PgliteTidier(db) : null;
  const stopping = new AbortController();
  let work: Promise<unknown> = Promise.resolve();
  const queue = (what: string, task: () => Promise<unknown>) => {
    work = work.then(async () => {
      if (stopping.signal.aborted || !room.ok()) return;
      await task().catch((error) => {
        if (!room.report(error)) console.error(`${what} failed:`, error);
      });
    });
  };
  const retention = () =>
    queue("Deleting old runs", () => deleteExpired(db, () => stopping.signal.aborted || !room.ok()));
  const tidy = () => tidier && queue("Tidying the database", () => tidier.tidy(performance.now()));

  const first = setTimeout(() => {
    retention();
    tidy();
  }, FIRST_MS);
  const timers = [setInterval(retention, RETENTION_EVERY_MS), setInterval(tidy, TIDY_EVERY_MS)];
  for (const timer of [first, ...timers]) timer.unref();
  return {
    async stop() {
      stopping.abort();
      clearTimeout(first);
      for (const timer of timers) clearInterval(timer);
      await work;
    },
  };
}

/** Deletes every run that is older than its workspace keeps runs, a few at a time; gives how many. */
export async function deleteExpired(db: Database, enough: () => boolean = () => false): Promise<number> {
  let deleted = 0;
  while (!enough()) {
    const found = await expiredRuns(db, BATCH);
    const [first] = found;
    if (first === undefined) break;
    const { workspaceId } = first;
    const runIds = found.filter((run) => run.workspaceId === workspaceId).map(({ id }) => id);
    const removed = await removeRuns(db, { runIds, workspaceId, by: null });
    // Another server is at the same ones.
    if (removed.length === 0) break;
    deleted += removed.length;
    await new Promise((resolve) => setTimeout(resolve, BREATH_MS));
  }
  return deleted;
}
