import type { DemoStore } from "../../adapters/demo/demo-store.ts";
import type { Database } from "../../adapters/store/database.ts";
import { expiredRuns, removeRuns } from "../../adapters/store/remove-runs.ts";
import { PgliteTidier } from "../../adapters/store/tidy-pglite.ts";
import { toldOnce } from "../../adapters/told-once.ts";
import { forgetOldKeys } from "../api/start-by-api.ts";
import { tendDemo } from "../connections/demo.ts";
import { forgetOldMails } from "../connections/mail-meter-store.ts";
import { dropOldHistory } from "../workflows/drop-history.ts";
import type { DiskRoom } from "./disk-room.ts";

/** Runs deleted by one statement, and the pause after it in which others get at the database, ms. */
const BATCH = 5;
/** Old runs looked up at a time. */
const LOOK = 500;
const BREATH_MS = 50;
/** Between two looks for what is older or longer than wanted, and between two looks whether PGlite wants tidying, ms. */
const RETENTION_EVERY_MS = 3_600_000;
const TIDY_EVERY_MS = 60_000;
/** After the start, when there is enough to do, ms. */
const FIRST_MS = 10_000;

type Parts = { db: Database; engine: "pglite" | "postgres"; room: DiskRoom; demo: DemoStore };

/** Work that the server does now and then by itself. `stop` ends once what is under way is over. */
export type Housekeeping = { stop(): Promise<void> };

/** Deletes what workspaces don't keep any longer, shortens histories, and tidies PGlite; both leave a disk without room alone. */
export function startHousekeeping({ db, engine, room, demo }: Parts): Housekeeping {
  const tidier = engine === "pglite" ? new PgliteTidier(db) : null;
  const stopping = new AbortController();
  const told = toldOnce();
  let work: Promise<unknown> = Promise.resolve();
  const queue = (what: string, task: () => Promise<unknown>) => {
    work = work.then(async () => {
      if (stopping.signal.aborted || !room.ok()) return;
      await task().then(
        () => told.fine(what),
        (error) => room.report(error) || told.trouble(what, error),
      );
    });
  };
  const retention = () => {
    queue("Deleting old runs", () => deleteExpired(db, () => stopping.signal.aborted || !room.ok()));
    queue("Forgetting sent mails", () => forgetOldMails(db));
    queue("Forgetting keys of old requests", () => forgetOldKeys(db));
  };
  const tend = () => queue("Looking after the demo company", () => tendDemo({ db, demo }));
  const history = () => queue("Shortening long histories of workflows", () => dropOldHistory(db));
  const tidy = () => tidier && queue("Tidying the database", () => tidier.tidy(performance.now()));

  const first = setTimeout(() => {
    retention();
    history();
    tend();
    tidy();
  }, FIRST_MS);
  const timers = [
    setInterval(retention, RETENTION_EVERY_MS),
    setInterval(history, RETENTION_EVERY_MS),
    setInterval(tend, RETENTION_EVERY_MS),
    setInterval(tidy, TIDY_EVERY_MS),
  ];
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
  for (;;) {
    const before = deleted;
    for (const { workspaceId, runIds } of batches(await expiredRuns(db, LOOK))) {
      if (enough()) return deleted;
      deleted += (await removeRuns(db, { runIds, workspaceId, by: null })).length;
      await new Promise((resolve) => setTimeout(resolve, BREATH_MS));
    }
    // None left, or another server is at the same ones.
    if (deleted === before) return deleted;
  }
}

function batches(found: { id: string; workspaceId: string }[]): { workspaceId: string; runIds: string[] }[] {
  const made: { workspaceId: string; runIds: string[] }[] = [];
  for (const { id, workspaceId } of found) {
    const last = made.at(-1);
    if (last?.workspaceId === workspaceId && last.runIds.length < BATCH) last.runIds.push(id);
    else made.push({ workspaceId, runIds: [id] });
  }
  return made;
}
