import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { LiveText } from "./live-text.ts";
import { TEXT_CHANNEL, TextMessage, WATCH_CHANNEL, WatchMessage } from "./live-text-messages.ts";
import { LiveTextPublisher } from "./live-text-publisher.ts";
import { LiveTextReceiver } from "./live-text-receiver.ts";

type Parts = {
  live: LiveText;
  /** Receives the database's notifications. */
  notices: { onChannel(channel: string, hear: (payload: string) => void): Promise<() => void> };
  send: (channel: string, payload: string) => Promise<void>;
};

/** The bridge's end in this process. */
export type LiveTextBridgeEnd = {
  /** Whether another process has announced that it watches the run. */
  isWatchedElsewhere(runId: string): boolean;
  stop(): void;
};

/**
 * Joins the live text of the processes that share a database: each announces the runs that are watched there, and
 * gets the text of calls made elsewhere. Nothing is sent for runs that no other process watches.
 */
export async function bridgeLiveText({ live, notices, send }: Parts): Promise<LiveTextBridgeEnd> {
  const from = randomUUID();
  const publisher = new LiveTextPublisher({ live, from, send });
  const receiver = new LiveTextReceiver({ live, from, send });
  const stopWatches = await notices.onChannel(WATCH_CHANNEL, (payload) => {
    const message = read(WatchMessage, payload);
    if (message === null || message.from === from) return;
    if (message.kind === "hello") receiver.announce();
    else publisher.heard(message);
  });
  const stopTexts = await notices.onChannel(TEXT_CHANNEL, (payload) => {
    const message = read(TextMessage, payload);
    if (message !== null && message.from !== from) receiver.heard(message);
  });
  live.connect({
    written: (runId) => publisher.written(runId),
    watched: (runId, isWatched) => receiver.watch(runId, isWatched),
  });
  const hello: WatchMessage = { kind: "hello", from };
  send(WATCH_CHANNEL, JSON.stringify(hello)).catch(() => {});
  return {
    isWatchedElsewhere: (runId) => publisher.isWatched(runId),
    stop() {
      stopWatches();
      stopTexts();
      live.connect(null);
      publisher.stop();
      receiver.stop();
    },
  };
}

/** A process of another version may send what this one does not understand. */
function read<Schema extends z.ZodType>(schema: Schema, payload: string): z.output<Schema> | null {
  try {
    return schema.parse(JSON.parse(payload));
  } catch {
    return null;
  }
}
