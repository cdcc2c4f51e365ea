import { EventEmitter } from "node:events";
import pg from "pg";

/** The channels on which the log says that something came for runs, and what; the payload is their ids. */
const RUN_CHANNELS = { tutti_events: "events", tutti_message: "message" } as const;
type Wake = (what: "events" | "message") => void;

/** What the database's NOTIFYs bring. A hint: one may be missed, so readers poll besides. */
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

  /** Calls back at each notice for the run; gives the way to stop. */
  on(runId: string, wake: Wake): () => void {
    this.emitter.on(`run:${runId}`, wake);
    return () => this.emitter.off(`run:${runId}`, wake);
  }

  /** Calls those back who listen to the run in this process. */
  tell(runId: string, what: Parameters<Wake>[0]): void {
    this.emitter.emit(`run:${runId}`, what);
  }

  /** Calls back with the payload of each notice on the channel; gives the way to stop. */
  async onChannel(channel: string, hear: (payload: string) => void): Promise<() => void> {
    if (!this.channels.has(channel)) {
      this.channels.add(channel);
      await this.listen?.(`LISTEN ${pg.escapeIdentifier(channel)}`);
    }
    this.emitter.on(`channel:${channel}`, hear);
    return () => this.emitter.off(`channel:${channel}`, hear);
  }

  /** Makes a connected client bring its notices here; `listen` runs SQL in that client's session later on. */
  async attach(client: pg.ClientBase, listen: (sql: string) => Promise<unknown>): Promise<void> {
    client.on("notification", ({ channel, payload }) => {
      this.emitter.emit(`channel:${channel}`, payload ?? "");
    });
    this.listen = listen;
    for (const channel of this.channels) await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
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
