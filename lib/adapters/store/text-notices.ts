import pg from "pg";

/** Sends NOTIFYs that may be lost. */
export type NoticeSender = {
  /** Resolves when the notice is out, one after the other; rejects when the database can't be reached. */
  send(channel: string, payload: string): Promise<void>;
  close(): Promise<void>;
};

const NOTIFY = { name: "text-notify", text: "SELECT pg_notify($1, $2)" };
/** Live text that is older than this is worth nothing. */
const PATIENCE_MS = 5_000;

/** Sends on a connection of its own, opened with the first notice, so that nothing that is stored waits for live text. */
export function createNoticeSender(connectionString: string): NoticeSender {
  let connecting: Promise<pg.Client> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString,
      keepAlive: true,
      connectionTimeoutMillis: PATIENCE_MS,
      query_timeout: PATIENCE_MS,
      application_name: "tutti live text",
    });
    // A broken connection rejects its query; the next notice makes a new one.
    client.on("error", () => {});
    await client.connect();
    return client;
  }
  async function notify(channel: string, payload: string): Promise<void> {
    if (closed) throw new Error("live text is not sent any more: the process is ending");
    connecting ??= connect();
    const current = connecting;
    try {
      await (await current).query({ ...NOTIFY, values: [channel, payload] });
    } catch (error) {
      connecting = undefined;
      current.then((client) => client.end()).catch(() => {});
      throw error;
    }
  }
  return {
    send(channel, payload) {
      const sent = last.then(() => notify(channel, payload));
      last = sent.catch(() => {});
      return sent;
    },
    async close() {
      closed = true;
      await last;
      await connecting?.then((client) => client.end()).catch(() => {});
    },
  };
}
