import { type ConnectionOptions, PgBoss } from "pg-boss";
import type { Dispatch } from "../../engine/ports.ts";
import type { Store } from "../store/open-store.ts";
import { Slots } from "./slots.ts";

const QUEUE = "run";
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

/**
 * Brings runs to runners by pg-boss, on the store's database. A job is done as soon as its run is begun here: should the
 * process die after that, the lapsed lease makes the run an orphan of the log, which whoever sweeps those nudges again.
 */
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
  boss.on("error", (error) => console.error(`Delivering runs: ${error.message}`));
  await boss.start();
  await boss.createQueue(QUEUE, {
    // One job waiting for each key; any number under way.
    policy: "short",
    notify: true,
    retryLimit: 3,
    deleteAfterSeconds: 3600,
  });
  let slots: Slots | undefined;

  return {
    async nudge(runId, delayMs = 0) {
      if (delayMs > 0) {
        // A key of its own, or a nudge for now would be taken for this one. The last delay given is the one that holds.
        await boss.upsert(
          QUEUE,
          { runId },
          { singletonKey: `${runId} later`, startAfter: new Date(Date.now() + delayMs) },
        );
      } else {
        await boss.send(QUEUE, { runId }, { singletonKey: runId });
      }
    },

    async work(handler, count) {
      if (slots !== undefined) throw new Error("this dispatch has a handler already");
      const own = new Slots(count);
      slots = own;
      const drive = (runId: string) =>
        handler(runId).catch((error) => console.error(`Run ${runId} could not be driven:`, error));
      const options = { pollingIntervalSeconds: POLL_SECONDS, notifyPollingIntervalSeconds: POLL_SECONDS };
      const worker: string = await boss.work<{ runId: string }>(QUEUE, options, async ([job]) => {
        if (job === undefined) return;
        const { runId } = job.data;
        if (!(await own.begin(() => drive(runId))))
          throw new Error("this runner is stopping; another takes the run");
        // Look for the next at once: pg-boss takes one job per poll.
        boss.notifyWorker(worker);
      });
    },

    async stop() {
      await Promise.all([slots?.close(), boss.offWork(QUEUE)]);
      await boss.stop({ graceful: false, close: false });
    },
  };
}
