import type { RunTextDelta } from "../../engine/ports.ts";
import { newPart } from "../../run/text-so-far.ts";
import type { LiveText } from "./live-text.ts";
import { packText, TEXT_CHANNEL, type WatchMessage } from "./live-text-messages.ts";

type Parts = {
  live: LiveText;
  /** This process's name among those that share the database. */
  from: string;
  send: (channel: string, payload: string) => Promise<void>;
};

/** Pieces written within this time are sent together. */
const PAUSE_MS = 40;
/** Pause after a notice that could not be sent. */
const FAILED_PAUSE_MS = 1_000;
/** A call that has written nothing for this long has most likely ended. */
const RECENT_MS = 60_000;

/**
 * Sends what calls of this process write to other processes, only for runs that are watched there. A process that
 * starts to watch gets the text so far.
 */
export class LiveTextPublisher {
  private readonly parts: Parts;
  /** By run: which process watches it, and until when. */
  private readonly watchers = new Map<string, Map<string, number>>();
  /** By run and span: how much of the text has been sent. */
  private readonly published = new Map<string, Map<number, number>>();
  private readonly due = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private sending = false;
  private sentAt = Number.NEGATIVE_INFINITY;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** Another process announces what it watches. */
  heard({ from, runIds, forMs, again }: WatchMessage & { kind: "watch" }): void {
    this.dropExpired();
    for (const runId of runIds) {
      const known = this.watchers.get(runId) ?? new Map<string, number>();
      const isNew = !known.has(from);
      if (forMs > 0) this.watchers.set(runId, known.set(from, performance.now() + forMs));
      else if (known.delete(from)) this.dropExpired();
      if (forMs > 0 && (isNew || again)) this.publishAgain(runId, again ? 0 : Date.now() - RECENT_MS);
    }
  }

  /** Whether a process has announced that it watches the run. One that died silently counts until its time is up. */
  isWatched(runId: string): boolean {
    return this.watchers.has(runId);
  }

  /** A call of this process has written something. */
  written(runId: string): void {
    if (!this.watchers.has(runId)) return;
    this.due.add(runId);
    this.schedule(PAUSE_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.watchers.clear();
    this.due.clear();
  }

  private dropExpired(): void {
    for (const [runId, known] of this.watchers) {
      for (const [from, until] of known) if (until < performance.now()) known.delete(from);
      if (known.size > 0) continue;
      this.watchers.delete(runId);
      this.published.delete(runId);
    }
  }

  /** Sends texts from their beginning; calls that have been silent since before `sinceAt` are left out. */
  private publishAgain(runId: string, sinceAt: number): void {
    const { live } = this.parts;
    const recent = new Set(live.soFar(runId, { here: true, sinceAt }).map(({ span }) => span));
    const silent = live.soFar(runId, { here: true }).filter(({ span }) => !recent.has(span));
    this.published.set(runId, new Map(silent.map(({ span, text }) => [span, text.length])));
    this.due.add(runId);
    this.schedule(PAUSE_MS);
  }

  /** Sends the first piece at once, later ones together. */
  private schedule(pauseMs: number): void {
    if (this.sending || this.timer !== undefined) return;
    const waitMs = this.sentAt + pauseMs - performance.now();
    if (waitMs <= 0) void this.send();
    else this.timer = setTimeout(() => void this.send(), waitMs);
  }

  private async send(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.sending = true;
    this.sentAt = performance.now();
    this.dropExpired();
    const runIds = [...this.due];
    this.due.clear();
    let pauseMs = PAUSE_MS;
    try {
      const messages = packText(
        this.parts.from,
        runIds.flatMap((runId) => this.unpublished(runId)),
      );
      for (const message of messages) await this.parts.send(TEXT_CHANNEL, message);
    } catch {
      // The database is unavailable, which the runs notice, too. Lost text is sent again.
      for (const runId of runIds) if (this.published.delete(runId)) this.due.add(runId);
      pauseMs = FAILED_PAUSE_MS;
    }
    this.sending = false;
    if (this.due.size > 0) this.schedule(pauseMs);
  }

  /** The text that watchers of the run don't have yet; marks it as sent. */
  private unpublished(runId: string): RunTextDelta[] {
    if (!this.watchers.has(runId)) return [];
    const published = this.published.get(runId) ?? new Map<number, number>();
    this.published.set(runId, published);
    return this.parts.live.soFar(runId, { here: true }).flatMap(({ span, text }) => {
      const offset = published.get(span) ?? 0;
      published.set(span, text.length);
      const more = newPart(offset, 0, text);
      return more ? [{ runId, span, offset, text: more }] : [];
    });
  }
}
