import { type ConnectionOptions, PgBoss } from "pg-boss";
import type { Dispatch } from "../../engine/ports.ts";
import { withMigrationLock } from "../store/migrate.ts";
import type { Store } from "../store/open-store.ts";
import { toldOnce } from "../told-once.ts";

const QUEUE = "run";
/** Trouble of which nothing was heard for so long is over. */
const QUIET_MS = 60_000;
const POLL_SECONDS = 1;

type BossDatabase = NonNullable<ConnectionOptions["db"]>;

/** pg-boss on the store's own pool and notices: on PGlite there is one connection, which it has to share. */
function databaseOf({ pool, notices }: Store): BossDatabase {
  return {
    executeSql: (text, values) => (values?.length ? pool.query(text, values) : pool.query(text)),
    async listen(channel, hear, onReconnect) {
      const stop = await notices.onChannel(channel, hear);
      onReconnect();
      return { close: async () => stop() };
    },
  };
}

/** Starts it, and with it makes its tables where there are none: of processes that start at once, one after the other. */
async function start(boss: PgBoss, { engine, pool }: Store): Promise<void> {
  if (engine === "pglite") {
    await boss.start();
    return;
  }
  const client = await pool.connect();
  try {
    await withMigrationLock(client, () => boss.start());
  } finally {
    client.release();
  }
}

/** Brings nudges to runners by pg-boss, on the store's database. A job is done as soon as its handler has returned. */
export async function createBossDispatch(store: Store): Promise<Dispatch> {
  const embedded = store.engine === "pglite";
  const boss = new PgBoss({
    db: databaseOf(store),
    backend: store.engine,
    useListenNotify: true,
    schedule: false,
    // The embedded database has no autovacuum to watch, and little to rebuild.
    monitorVacuum: !embedded,
    reindex: !embedded,
  });
  const told = toldOnce({ quietMs: QUIET_MS });
  boss.on("error", (error) => told.trouble("Delivering runs", error));
  await start(boss, store);
  await boss.createQueue(QUEUE, {
    // One job waiting for each key; any number under way.
    policy: "short",
    notify: true,
    retryLimit: 3,
    deleteAfterSeconds: 3600,
  });
  let working = false;
  let handling: Promise<void> = Promise.resolve();

  return {
    async nudge(runId) {
      await boss.send(QUEUE, { runId }, { singletonKey: runId });
    },

    async work(handler) {
      if (working) throw new Error("this dispatch has a handler already");
      working = true;
      const options = { pollingIntervalSeconds: POLL_SECONDS, notifyPollingIntervalSeconds: POLL_SECONDS };
      const worker: string = await boss.work<{ runId: string }>(QUEUE, options, async ([job]) => {
        if (job === undefined) return;
        const { runId } = job.data;
        handling = handler(runId).catch((error) =>
          console.error(`The nudge for run ${runId} failed:`, error),
        );
        await handling;
        // Look for the next at once: pg-boss takes one job per poll.
        boss.notifyWorker(worker);
      });
    },

    async stop() {
      await Promise.all([boss.offWork(QUEUE), handling]);
      await boss.stop({ graceful: false, close: false });
    },
  };
}
