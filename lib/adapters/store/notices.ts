import { EventEmitter } from "node:events";
import pg from "pg";

/** The channel on which the log says that something came for a run; the payload is the run's id. */
export const RUN_CHANNEL = "tutti_run";

/** Run ids as the database's NOTIFYs bring them. A hint: one may be missed, so readers poll besides. */
export class Notices {
  private readonly emitter = new EventEmitter();

  constructor() {
    this.emitter.setMaxListeners(0);
  }

  /** Calls back at each notice for the run; gives the way to stop. */
  on(runId: string, wake: () => void): () => void {
    // The prefix keeps an id such as "error" an ordinary event.
    this.emitter.on(`run:${runId}`, wake);
    return () => this.emitter.off(`run:${runId}`, wake);
  }

  /** Makes a connected client bring its notices here. */
  async attach(client: pg.ClientBase): Promise<void> {
    client.on("notification", ({ channel, payload }) => {
      if (channel === RUN_CHANNEL && payload !== undefined) this.emitter.emit(`run:${payload}`);
    });
    await client.query(`LISTEN ${RUN_CHANNEL}`);
  }
}

/** Listens on a connection of its own, made again a second after it breaks. Gives the way to stop. */
export async function listenOn(connectionString: string, notices: Notices): Promise<() => Promise<void>> {
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let stopped = false;

  async function connect(): Promise<void> {
    const next = new pg.Client({ connectionString, keepAlive: true });
    client = next;
    next.on("error", () => {});
    next.on("end", again);
    await next.connect();
    await notices.attach(next);
  }
  function again(): void {
    if (stopped) return;
    clearTimeout(retry);
    retry = setTimeout(() => connect().catch(again), 1000);
  }

  await connect();
  return async () => {
    stopped = true;
    clearTimeout(retry);
    await client?.end();
  };
}
