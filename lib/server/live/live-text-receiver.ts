import type { LiveText } from "./live-text.ts";
import { type TextMessage, WATCH_CHANNEL, type WatchMessage } from "./live-text-messages.ts";

type Parts = {
  live: LiveText;
  /** This process's name among those that share the database. */
  from: string;
  send: (channel: string, payload: string) => Promise<void>;
};

const RENEW_MS = 10_000;
/** Longer than two renewals, in case one is lost. */
const HOLDS_MS = 25_000;
/** Asking for a text again twice within this time would bring it twice. */
const ASK_PAUSE_MS = 500;
/** As many run ids as fit into one notice. */
const RUNS_PER_MESSAGE = 150;

/** Announces the runs that are watched here to other processes, and receives the text of their calls. */
export class LiveTextReceiver {
  private readonly parts: Parts;
  private readonly watched = new Set<string>();
  private readonly askedAt = new Map<string, number>();
  private renewal: NodeJS.Timeout | undefined;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** The first watcher of a run in this process has come, or its last one has gone. */
  watch(runId: string, isWatched: boolean): void {
    if (isWatched) this.watched.add(runId);
    else this.watched.delete(runId);
    this.askedAt.delete(runId);
    this.say([runId], isWatched ? HOLDS_MS : 0);
    if (this.watched.size === 0) this.stop();
    else this.renewal ??= setInterval(() => this.announce(), RENEW_MS);
  }

  /**
   * Announces everything that is watched here: for runners that have just started, and to renew earlier
   * announcements.
   */
  announce(): void {
    const all = [...this.watched];
    for (let at = 0; at < all.length; at += RUNS_PER_MESSAGE)
      this.say(all.slice(at, at + RUNS_PER_MESSAGE), HOLDS_MS);
  }

  /** Another process sends what its calls have written. */
  heard({ pieces }: TextMessage): void {
    for (const [runId, span, offset, text] of pieces) {
      if (!this.watched.has(runId) || this.parts.live.take({ runId, span, offset, text })) continue;
      const now = performance.now();
      if (now - (this.askedAt.get(runId) ?? Number.NEGATIVE_INFINITY) < ASK_PAUSE_MS) continue;
      this.askedAt.set(runId, now);
      this.say([runId], HOLDS_MS, true);
    }
  }

  stop(): void {
    clearInterval(this.renewal);
    this.renewal = undefined;
  }

  private say(runIds: string[], forMs: number, again = false): void {
    const message: WatchMessage = { kind: "watch", from: this.parts.from, runIds, forMs, again };
    // If it is lost, the next renewal makes up for it.
    this.parts.send(WATCH_CHANNEL, JSON.stringify(message)).catch(() => {});
  }
}
