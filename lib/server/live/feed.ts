import { toldOnce } from "../../adapters/told-once.ts";
import { Bell } from "./bell.ts";
import type { FeedSource, Numbered } from "./feed-source.ts";
import { FrameWindow } from "./frame-window.ts";
import { type TextFrames, TextGathering } from "./text-gathering.ts";

/** A follower of a feed. */
export type FeedMember = {
  /** Called when the feed has more items, or has ended. */
  moreItems(): void;
  moreText(frames: TextFrames): void;
};

const WINDOW_BYTES = 512_000;
/**
 * Another process may report items only once it knows that they are followed here, so the feed looks for earlier
 * ones itself.
 */
const FIRST_LOOK_MS = 200;
/**
 * The pause between two deliveries grows by this much for each member, ms: 500 members get items twenty times a
 * second, a single one at once.
 */
const PAUSE_PER_MEMBER_MS = 0.1;

/**
 * The new items of one source, read once for all its followers in this process, and the live text that belongs to
 * them. Notices wake it, and it also polls every `pollMs`. When the database fails, it tries again at the same pace
 * and keeps its members.
 */
export class Feed<Item extends Numbered = Numbered> {
  /** Resolves when the newest items have been read. */
  readonly ready: Promise<void>;
  frames = new FrameWindow(0, 0);
  /** No item can follow, and `frames` reaches to the end. */
  ended = false;
  private readonly source: FeedSource<Item>;
  private readonly members = new Set<FeedMember>();
  private readonly bell = new Bell();
  private readonly stops: (() => void)[] = [];
  private closed = false;

  constructor(source: FeedSource<Item>) {
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

  /** Removes a member. True when it was the last one; the feed is then closed. */
  leave(member: FeedMember): boolean {
    this.members.delete(member);
    if (this.members.size > 0) return false;
    this.closed = true;
    this.bell.ring();
    for (const stop of this.stops) stop();
    return true;
  }

  private async open(): Promise<void> {
    const { source } = this;
    const text = new TextGathering(
      (frames) => {
        for (const member of this.members) member.moreText(frames);
      },
      () => this.pauseMs(),
    );
    this.stops.push(
      source.listen(() => this.bell.ring()),
      source.watchText?.((delta) => text.add(delta)) ?? (() => {}),
      () => text.stop(),
    );
    const last = await source.lastStored();
    this.frames = new FrameWindow(Math.max(0, last - source.headStart), WINDOW_BYTES);
    while (this.frames.head < last && !this.ended && !this.closed) await this.read();
  }

  private async follow(): Promise<void> {
    let waitMs = Math.min(FIRST_LOOK_MS, this.source.pollMs);
    const told = toldOnce();
    const reading = `Reading the stream of ${this.source.name}`;
    while (!this.closed && !this.ended) {
      let more = false;
      try {
        more = await this.read();
        told.fine(reading);
      } catch (error) {
        told.trouble(reading, error);
      }
      const pauseMs = this.pauseMs();
      if (pauseMs >= 1) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      if (more || this.ended) continue;
      await this.bell.wait(waitMs);
      waitMs = this.source.pollMs;
    }
  }

  /** Reads the next page; true when there may be another. */
  private async read(): Promise<boolean> {
    const items = await this.source.read(this.frames.head, this.source.page);
    if (items.length === 0) return false;
    this.frames.push(items);
    for (const item of items) if (this.source.note(item)) this.ended = true;
    for (const member of this.members) member.moreItems();
    return items.length === this.source.page;
  }

  private pauseMs(): number {
    return this.members.size * PAUSE_PER_MEMBER_MS;
  }
}
