import type { Log } from "../../engine/ports.ts";
import type { RunEvent } from "../../run/event.ts";
import { thinkingStream } from "../../run/live-stream.ts";
import { Bell } from "./bell.ts";
import { FrameWindow } from "./frame-window.ts";
import type { LiveText } from "./live-text.ts";
import { type TextFrames, TextGathering } from "./text-gathering.ts";

/** Somebody who follows a run. */
export type FeedMember = {
  /** The feed has more events, or has ended. */
  moreEvents(): void;
  moreText(frames: TextFrames): void;
};

type Source = {
  log: Pick<Log, "read" | "listen">;
  live: LiveText;
  /** How far the stored run is: the seq of its last event, 0 when there is none. */
  lastStored(runId: string): Promise<number>;
  pollMs: number;
};

const PAGE = 200;
/** So many events before those to come are read at the start: most who come have the earlier ones. */
const HEAD_START = 200;
const WINDOW_BYTES = 512_000;
/** A runner elsewhere tells of events only once it knows that they are followed here; what came before is looked for. */
const FIRST_LOOK_MS = 200;
/** For each member so long a pause between two deliveries, ms: 500 get events twenty times a second, one at once. */
const PAUSE_PER_MEMBER_MS = 0.1;

/**
 * One run's new events, read once for all who follow it in this process, and its live text. Notices wake it; it looks by
 * itself every `pollMs` besides. A failing database is tried again as often, while the members stay.
 */
export class RunFeed {
  /** Resolves when the newest events are there. */
  readonly ready: Promise<void>;
  frames = new FrameWindow(0, 0);
  /** The run has ended, and `frames` goes to its end. */
  ended = false;
  private readonly runId: string;
  private readonly source: Source;
  private readonly members = new Set<FeedMember>();
  private readonly bell = new Bell();
  private readonly stops: (() => void)[] = [];
  private closed = false;

  constructor(runId: string, source: Source) {
    this.runId = runId;
    this.source = source;
    this.ready = this.open();
    this.ready.then(
      () => this.follow(),
      () => {},
    );
  }

  join(member: FeedMember): void {
    this.members.add(member);
  }

  /** True when nobody is left; the feed is closed then. */
  leave(member: FeedMember): boolean {
    this.members.delete(member);
    if (this.members.size > 0) return false;
    this.closed = true;
    this.bell.ring();
    for (const stop of this.stops) stop();
    return true;
  }

  private async open(): Promise<void> {
    const { log, live, lastStored } = this.source;
    const text = new TextGathering(
      (frames) => {
        for (const member of this.members) member.moreText(frames);
      },
      () => this.pauseMs(),
    );
    this.stops.push(
      log.listen(this.runId, (what) => what === "events" && this.bell.ring()),
      live.watch(this.runId, (delta) => text.add(delta)),
      () => text.stop(),
    );
    const last = await lastStored(this.runId);
    this.frames = new FrameWindow(Math.max(0, last - HEAD_START), WINDOW_BYTES);
    while (this.frames.head < last && !this.ended && !this.closed) await this.read();
  }

  private async follow(): Promise<void> {
    let waitMs = Math.min(FIRST_LOOK_MS, this.source.pollMs);
    while (!this.closed && !this.ended) {
      let more = false;
      try {
        more = await this.read();
      } catch (error) {
        console.warn(`The stream of run ${this.runId} waits for the database:`, error);
      }
      const pauseMs = this.pauseMs();
      if (pauseMs >= 1) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      if (more || this.ended) continue;
      await this.bell.wait(waitMs);
      waitMs = this.source.pollMs;
    }
  }

  /** Takes the next page; true when another may be there. */
  private async read(): Promise<boolean> {
    const events = await this.source.log.read(this.runId, this.frames.head, PAGE);
    if (events.length === 0) return false;
    this.frames.push(events);
    for (const event of events) this.note(event);
    for (const member of this.members) member.moreEvents();
    return events.length === PAGE;
  }

  private note(event: RunEvent): void {
    if (event.type === "span-end")
      for (const stream of [event.span, thinkingStream(event.span)])
        this.source.live.forget(this.runId, stream);
    if (event.type === "run-end") this.ended = true;
  }

  private pauseMs(): number {
    return this.members.size * PAUSE_PER_MEMBER_MS;
  }
}
