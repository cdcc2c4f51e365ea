import { EventEmitter } from "node:events";
import pg from "pg";

/** The channels on which the log says that something came for a run, and what; the payload is the run's id. */
const CHANNELS = { tutti_events: "events", tutti_message: "message" } as const;
type Channel = keyof typeof CHANNELS;
type Wake = (what: (typeof CHANNELS)[Channel]) => void;

/** What the database's NOTIFYs say about runs. A hint: one may be missed, so readers poll besides. */
export class Notices {
  private readonly emitter = new EventEmitter();

  constructor() {
    this.emitter.setMaxListeners(0);
  }

  /** Calls back at each notice for the run; gives the way to stop. */
  on(runId: string, wake: Wake): () => void {
    // The prefix keeps an id such as "error" an ordinary event.
    this.emitter.on(`run:${runId}`, wake);
    return () => this.emitter.off(`run:${runId}`, wake);
  }

  /** Makes a connected client bring its notices here. */
  async attach(client: pg.ClientBase): Promise<void> {
    client.on("notification", ({ channel, payload }) => {
      if (channel in CHANNELS) {
        // It is one of the names, as just asked.
        this.emitter.emit(`run:${payload}`, CHANNELS[channel as Channel]);
      }
    });
    for (const channel of Object.keys(CHANNELS)) await client.query(`LISTEN ${channel}`);
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
