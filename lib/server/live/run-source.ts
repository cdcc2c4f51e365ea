import type { Log } from "../../engine/ports.ts";
import type { RunEvent } from "../../run/event.ts";
import { thinkingStream } from "../../run/live-stream.ts";
import type { FeedSource } from "./feed-source.ts";
import type { LiveText } from "./live-text.ts";

type Place = {
  log: Pick<Log, "read" | "listen">;
  live: LiveText;
  /** Seq of the run's last stored event, 0 when there is none. */
  lastStored(runId: string): Promise<number>;
  pollMs: number;
};

const PAGE = 200;
const HEAD_START = 200;

/** A run's events and the live text of its open calls, as the source of a feed. */
export function runSource(runId: string, { log, live, lastStored, pollMs }: Place): FeedSource<RunEvent> {
  return {
    name: `run ${runId}`,
    read: (after, limit) => log.read(runId, after, limit),
    lastStored: () => lastStored(runId),
    listen: (wake) => log.listen(runId, (what) => what === "events" && wake()),
    pollMs,
    page: PAGE,
    headStart: HEAD_START,
    reach: Number.POSITIVE_INFINITY,
    anewFrom: "first",
    note(event) {
      if (event.type === "span-end")
        for (const stream of [event.span, thinkingStream(event.span)]) live.forget(runId, stream);
      return event.type === "run-end";
    },
    watchText: (hear) => live.watch(runId, hear),
  };
}
