import { Agent, get, type IncomingMessage } from "node:http";

/** What one viewer of a run's stream has seen. */
export type Viewer = {
  /** Seq of the last event that came. */
  lastSeq: number;
  /** Events that came twice, or with one missing before them. */
  disorder: number;
  /** For each event, ms from its `at` until it was here. */
  delays: number[];
  /** Characters of live text that came. */
  textBytes: number;
  /** Whether the server has ended the stream. */
  ended: boolean;
  /** Leaves the stream. */
  leave(): void;
};

/** `slug`: of the workspace. */
type Watch = { url: string; cookie: string; slug: string; runId: string; after?: number };

// Each viewer is a browser of its own.
const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY, keepAlive: false });

function open({ url, cookie, slug, runId, after = 0 }: Watch): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = get(`${url}/api/w/${slug}/runs/${runId}/events?after=${after}`, {
      agent,
      headers: { cookie },
    });
    asked.once("error", reject);
    asked.once("response", (response) => {
      if (response.statusCode === 200) resolve(response);
      else reject(new Error(`the stream of run ${runId} answered ${response.statusCode}`));
    });
  });
}

/** Follows a run's stream over HTTP and notes when each event came. */
export async function watchRun(watch: Watch): Promise<Viewer> {
  const response = await open(watch);
  const viewer: Viewer = {
    lastSeq: watch.after ?? 0,
    disorder: 0,
    delays: [],
    textBytes: 0,
    ended: false,
    leave: () => response.destroy(),
  };
  let rest = "";
  response.setEncoding("utf8");
  response.on("data", (text: string) => {
    const now = Date.now();
    const frames = (rest + text).split("\n\n");
    rest = frames.pop() ?? "";
    for (const frame of frames) {
      if (frame.startsWith("event: text")) viewer.textBytes += frame.length;
      if (!frame.startsWith("id: ")) continue;
      const seq = Number.parseInt(frame.slice(4), 10);
      if (seq !== viewer.lastSeq + 1) viewer.disorder++;
      viewer.lastSeq = seq;
      viewer.delays.push(now - Number(/"at":(\d+)/.exec(frame)?.[1]));
    }
  });
  response.on("close", () => {
    viewer.ended = true;
  });
  response.on("error", () => {});
  return viewer;
}

/** Opens a run's stream without reading it; `readOn` then reads to the stream's end, and gives the last event that came. */
export async function openWithoutReading(watch: Watch): Promise<{ readOn(): Promise<number> }> {
  const response = await open(watch);
  // A connection that was cut breaks off in the middle.
  response.on("error", () => {});
  return {
    readOn: () =>
      new Promise((resolve) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (more: string) => {
          text = (text + more).slice(-50_000);
        });
        response.on("close", () => resolve(Number([...text.matchAll(/^id: (\d+)$/gm)].at(-1)?.[1] ?? 0)));
      }),
  };
}

/** The value below which the given share of the numbers lies; NaN of none. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
