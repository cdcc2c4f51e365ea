import type { Log } from "../../engine/ports.ts";
import { Gate } from "../runners/gate.ts";
import { Bell } from "./bell.ts";
import { FrameWindow } from "./frame-window.ts";
import type { LiveText } from "./live-text.ts";
import type { Outlet } from "./outlet.ts";
import type { FeedMember } from "./run-feed.ts";
import { joinFeed } from "./run-feeds.ts";
import { BEGIN_ANEW } from "./stream-frames.ts";
import type { TextFrames } from "./text-gathering.ts";
import { TextViewer } from "./text-viewer.ts";

/** Events of one look into the past; the largest make it a megabyte. */
const PAGE = 50;
/** Looks into the past at once: who comes late must not hold up the runs. */
const looks = new Gate(2);

type Source = {
  log: Log;
  live: LiveText;
  /** Seq of the last event that is stored. */
  lastStored(runId: string): Promise<number>;
  pollMs: number;
};

/** One viewer of a run: brings the events behind one that the viewer knows, each once and in order, to the outlet. */
export class RunFollower implements FeedMember {
  private readonly runId: string;
  private readonly source: Source;
  private readonly outlet: Outlet;
  private readonly text: TextViewer;
  private readonly bell = new Bell();

  constructor(runId: string, source: Source, outlet: Outlet) {
    this.runId = runId;
    this.source = source;
    this.outlet = outlet;
    this.text = new TextViewer(runId, source.live, outlet);
  }

  moreEvents(): void {
    this.bell.ring();
  }

  moreText(frames: TextFrames): void {
    this.text.offer(frames);
  }

  /** The reader took something: what had no room may have it now. */
  taken(): void {
    this.text.retry();
  }

  /** Follows to the run's end, or until `signal`; "stalled" when the reader takes nothing any more. */
  async follow(after: number, signal: AbortSignal): Promise<"over" | "stalled"> {
    const { runId, source, bell } = this;
    const { feed, leave } = joinFeed(runId, source, this);
    const wake = () => bell.ring();
    signal.addEventListener("abort", wake);
    try {
      await feed.ready;
      let known = after;
      if (known > feed.frames.head && known > (await source.lastStored(runId))) {
        this.outlet.send(BEGIN_ANEW);
        known = 0;
      }
      while (!signal.aborted) {
        const next = feed.frames.after(known);
        if (next === null) {
          if (feed.ended) return "over";
          this.text.begin();
          await bell.wait();
          continue;
        }
        const frames = next === "gone" ? await this.past(known) : feed.frames;
        // Gone from the log too.
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
    frames.push(await looks.pass(() => this.source.log.read(this.runId, known, PAGE)));
    return frames;
  }

  /** Hands on what there is behind an event, as there is room for it; gives the last event that went out. */
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
