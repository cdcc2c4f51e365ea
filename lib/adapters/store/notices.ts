import { EventEmitter } from "node:events";
import pg from "pg";

/** The channels on which the log announces that something was stored for runs, and what; the payload is their ids. */
const RUN_CHANNELS = { tutti_events: "events", tutti_message: "message" } as const;
type Wake = (what: "events" | "message") => void;

/** The database's notifications. They are hints and may be missed, so readers also poll. */
export class Notices {
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private readonly channels = new Set<string>();
  private listen: ((sql: string) => Promise<unknown>) | undefined;

  constructor() {
    for (const [channel, what] of Object.entries(RUN_CHANNELS)) {
      this.channels.add(channel);
      this.emitter.on(`channel:${channel}`, (runIds: string) => {
        for (const runId of runIds.split(",")) this.emitter.emit(`run:${runId}`, what);
      });
    }
  }

  /** Calls back at each notice for the run; returns a function that stops it. */
  on(runId: string, wake: Wake): () => void {
    this.emitter.on(`run:${runId}`, wake);
    return () => this.emitter.off(`run:${runId}`, wake);
  }

  /** Wakes the run's listeners in this process. */
  tell(runId: string, what: Parameters<Wake>[0]): void {
    this.emitter.emit(`run:${runId}`, what);
  }

  /** Calls back with the payload of each notice on the channel; returns a function that stops it. */
  async onChannel(channel: string, hear: (payload: string) => void): Promise<() => void> {
    if (!this.channels.has(channel)) {
      this.channels.add(channel);
      await this.listen?.(`LISTEN ${pg.escapeIdentifier(channel)}`);
    }
    this.emitter.on(`channel:${channel}`, hear);
    return () => this.emitter.off(`channel:${channel}`, hear);
  }

  /** Receives the notices of a connected client; `listen` later runs SQL in that client's session. */
  async attach(client: pg.ClientBase, listen: (sql: string) => Promise<unknown>): Promise<void> {
    client.on("notification", ({ channel, payload }) => {
      this.emitter.emit(`channel:${channel}`, payload ?? "");
    });
    this.listen = listen;
    for (const channel of this.channels) await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
  }
}

/** Listens on a connection of its own, opened again a second after it breaks. Returns a function that stops it. */
export async function listenOn(connectionString: string, notices: Notices): Promise<() => Promise<void>> {
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let stopped = false;

  async function connect(): Promise<void> {
    const next = new pg.Client({ connectionString, keepAlive: true });
    client = next;
    // "end" follows.
    next.on("error", () => {});
    next.on("end", again);
    await next.connect();
    await notices.attach(next, (sql) => next.query(sql));
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
