import type { Numbered } from "./feed-source.ts";
import { eventFrame } from "./stream-frames.ts";

/** Frames of consecutive events in one piece of memory, shared by all viewers that get them. */
export type Frames = { first: number; last: number; bytes: Uint8Array };

type Batch = Frames & { ends: number[] };

/** The size of a batch, which is what a viewer gets at once, bytes; a larger event is a batch of its own. */
const BATCH_BYTES = 65_536;

/**
 * The latest frames up to the newest known event (or other item), each encoded once; the oldest are dropped when
 * there are too many.
 */
export class FrameWindow {
  private readonly batches: Batch[] = [];
  private readonly limitBytes: number;
  private bytes = 0;
  /** Seq of the newest event. */
  head: number;

  /** Starts empty after the event `head`. */
  constructor(head: number, limitBytes: number) {
    this.head = head;
    this.limitBytes = limitBytes;
  }

  /** Adds the events that follow the newest, in order. */
  push(events: readonly Numbered[]): void {
    let frames: Uint8Array[] = [];
    let bytes = 0;
    const close = () => {
      if (frames.length > 0) this.add(frames);
      frames = [];
      bytes = 0;
    };
    for (const event of events) {
      const frame = eventFrame(event);
      if (bytes + frame.byteLength > BATCH_BYTES) close();
      frames.push(frame);
      bytes += frame.byteLength;
    }
    close();
    while (this.bytes > this.limitBytes && this.batches.length > 1) {
      this.bytes -= this.batches.shift()?.bytes.byteLength ?? 0;
    }
  }

  /**
   * The frames after the event `seq`, as many as are in one piece; null when there are none yet, "gone" when they
   * were dropped.
   */
  after(seq: number): Frames | null | "gone" {
    if (seq >= this.head) return null;
    const batch = this.batches.findLast(({ first }) => first <= seq + 1);
    if (batch === undefined) return "gone";
    const { first, last, bytes, ends } = batch;
    const from = seq < first ? 0 : (ends[seq - first] ?? 0);
    return { first: seq + 1, last, bytes: bytes.subarray(from) };
  }

  private add(frames: Uint8Array[]): void {
    let end = 0;
    const ends = frames.map((frame) => {
      end += frame.byteLength;
      return end;
    });
    const bytes = new Uint8Array(end);
    for (const [index, frame] of frames.entries()) bytes.set(frame, (ends[index] ?? 0) - frame.byteLength);
    const first = this.head + 1;
    this.head += frames.length;
    this.batches.push({ first, last: this.head, bytes, ends });
    this.bytes += end;
  }
}
