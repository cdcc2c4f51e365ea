import http from "node:http";
import type { Site } from "./app-actions.ts";

/** An event as a page got it: its id, and its data to the byte. */
export type ShownEvent = { runId: string; seq: number; text: string };

/** Reads a run's event stream as a browser does: it reconnects with `Last-Event-ID` until the run has ended. */
export type EventReader = {
  shown: ShownEvent[];
  /** Settles with the last event, `run-end`. */
  ended: Promise<ShownEvent>;
  /** Settles with the first event, shown already or still to come, for which `fits` is true. */
  saw(fits: (event: ShownEvent) => boolean): Promise<ShownEvent>;
  /** How often it had to connect again. */
  reconnects(): number;
  close(): void;
};

const RETRY_MS = 250;

/** Opens a reader of the stream at `site()`, asked anew for every connection. */
export function readEvents(runId: string, site: () => Site): EventReader {
  const shown: ShownEvent[] = [];
  const watching = new Set<(event: ShownEvent) => void>();
  const ended = Promise.withResolvers<ShownEvent>();
  let closed = false;
  let connections = 0;
  let request: http.ClientRequest | undefined;

  function take(frame: string): void {
    const fields = frame.split("\n").map((line) => /^(\w+): ?(.*)$/.exec(line));
    const field = (name: string) => fields.find((match) => match?.[1] === name)?.[2];
    const [id, text] = [field("id"), field("data")];
    if (id === undefined || text === undefined) return;
    const event = { runId, seq: Number(id), text };
    shown.push(event);
    for (const watcher of watching) watcher(event);
    if (typeOf(event) === "run-end") {
      ended.resolve(event);
      closed = true;
    }
  }

  function connect(): void {
    if (closed) return;
    connections += 1;
    const last = shown.at(-1)?.seq ?? 0;
    const { url, cookie, slug } = site();
    const headers = { cookie, ...(last > 0 ? { "last-event-id": String(last) } : {}) };
    const again = () => setTimeout(connect, RETRY_MS).unref();
    request = http.get(`${url}/api/w/${slug}/runs/${runId}/events`, { headers, agent: false }, (response) => {
      let rest = "";
      response.setEncoding("utf8");
      response.on("data", (text: string) => {
        const frames = (rest + text).split("\n\n");
        rest = frames.pop() ?? "";
        for (const frame of frames) if (!closed) take(frame);
      });
      response.on("error", () => {});
      response.once("close", again);
    });
    request.once("error", again);
  }
  connect();

  return {
    shown,
    ended: ended.promise,
    saw(fits) {
      const found = shown.find(fits);
      if (found) return Promise.resolve(found);
      return new Promise((resolve) => {
        const watcher = (event: ShownEvent) => {
          if (!fits(event)) return;
          watching.delete(watcher);
          resolve(event);
        };
        watching.add(watcher);
      });
    },
    reconnects: () => connections - 1,
    close() {
      closed = true;
      request?.destroy();
    },
  };
}

/** The type of a shown event. */
export function typeOf(event: ShownEvent): string {
  const parsed: unknown = JSON.parse(event.text);
  return typeof parsed === "object" && parsed !== null && "type" in parsed ? String(parsed.type) : "";
}
