import { Gate } from "../runners/gate.ts";
import { Bell } from "./bell.ts";
import type { FeedMember } from "./feed.ts";
import { type Followed, joinFeed } from "./feeds.ts";
import { FrameWindow } from "./frame-window.ts";
import type { Outlet } from "./outlet.ts";
import { BEGIN_ANEW } from "./stream-frames.ts";
import type { TextFrames } from "./text-gathering.ts";
import type { TextViewer } from "./text-viewer.ts";

/** The most items of one read of the past; the largest items make it a megabyte. */
const PAGE = 50;
/** How many reads of the past may go on at once: latecomers must not hold up the runs. */
const looks = new Gate(2);

/** One viewer: sends every item after the one that the viewer knows to the outlet, each once and in order. */
export class Follower implements FeedMember {
  private readonly followed: Followed;
  private readonly outlet: Outlet;
  private readonly text: TextViewer | null;
  private readonly bell = new Bell();

  /** `text` is the viewer's live text, if the items have any. */
  constructor(followed: Followed, outlet: Outlet, text: TextViewer | null = null) {
    this.followed = followed;
    this.outlet = outlet;
    this.text = text;
  }

  moreItems(): void {
    this.bell.ring();
  }

  moreText(frames: TextFrames): void {
    this.text?.offer(frames);
  }

  /** Called when the reader has taken something, so there may be room again. */
  taken(): void {
    this.text?.retry();
  }

  /** Follows until the last possible item, or until `signal`; "stalled" when the reader has stopped reading. */
  async follow(after: number, signal: AbortSignal): Promise<"over" | "stalled"> {
    const { bell } = this;
    const { source } = this.followed;
    const { feed, leave } = joinFeed(this.followed, this);
    const wake = () => bell.ring();
    signal.addEventListener("abort", wake);
    try {
      await feed.ready;
      let known = after;
      const unknown = known > feed.frames.head && known > (await source.lastStored());
      if (unknown || feed.frames.head - known > source.reach) {
        this.outlet.send(BEGIN_ANEW);
        known = source.anewFrom === "first" ? 0 : feed.frames.head;
      }
      while (!signal.aborted) {
        const next = feed.frames.after(known);
        if (next === null) {
          if (feed.ended) return "over";
          this.text?.begin();
          await bell.wait();
          continue;
        }
        const frames = next === "gone" ? await this.past(known) : feed.frames;
        // Gone from the log, too.
        if (next === "gone" && frames.head === known) return "over";
        const passed = await this.pass(frames, known, signal);
        if (passed === "stalled") return passed;
        known = passed;
      }
      return "over";
    } finally {
      signal.removeEventListener("abort", wake);
      leave();
    }
  }

  private async past(known: number): Promise<FrameWindow> {
    const frames = new FrameWindow(known, Number.POSITIVE_INFINITY);
    frames.push(
      await looks.pass(() => this.followed.source.read(known, Math.min(PAGE, this.followed.source.page))),
    );
    return frames;
  }

  /** Sends the frames after an event while there is room; returns the seq of the last event sent. */
  private async pass(frames: FrameWindow, known: number, signal: AbortSignal): Promise<number | "stalled"> {
    let last = known;
    for (;;) {
      if (!(await this.outlet.room())) return "stalled";
      const next = frames.after(last);
      if (signal.aborted || next === null || next === "gone") return last;
      this.outlet.send(next.bytes);
      last = next.last;
    }
  }
}
