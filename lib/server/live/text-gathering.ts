import type { RunTextDelta } from "../../engine/ports.ts";
import { newPart } from "../../run/text-so-far.ts";
import { textFrames } from "./stream-frames.ts";

/** Live text of several calls in one piece of memory, with the stretch of each call's text in it. */
export type TextFrames = { stretches: { span: number; from: number; to: number }[]; bytes: Uint8Array };

/** Browsers don't draw more often than this. */
const SHORTEST_PAUSE_MS = 16;

/** Gathers pieces of text that come close together: the first is sent at once, the others at the end of the pause. */
export class TextGathering {
  private readonly deliver: (frames: TextFrames) => void;
  private readonly pauseMs: () => number;
  private readonly waiting = new Map<number, RunTextDelta>();
  private timer: NodeJS.Timeout | undefined;
  private deliveredAt = 0;

  /** `pauseMs` may be longer than people would notice. */
  constructor(deliver: (frames: TextFrames) => void, pauseMs: () => number) {
    this.deliver = deliver;
    this.pauseMs = pauseMs;
  }

  add(delta: RunTextDelta): void {
    const before = this.waiting.get(delta.span);
    const more = before && newPart(before.offset + before.text.length, delta.offset, delta.text);
    if (more === null) this.flush();
    this.waiting.set(delta.span, before && more != null ? { ...before, text: before.text + more } : delta);
    if (this.timer !== undefined) return;
    const waitMs = this.deliveredAt + Math.max(SHORTEST_PAUSE_MS, this.pauseMs()) - performance.now();
    if (waitMs <= 0) this.flush();
    else this.timer = setTimeout(() => this.flush(), waitMs);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.waiting.clear();
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.deliveredAt = performance.now();
    const deltas = [...this.waiting.values()];
    this.waiting.clear();
    const stretches = deltas.map(({ span, offset, text }) => ({
      span,
      from: offset,
      to: offset + text.length,
    }));
    this.deliver({ stretches, bytes: textFrames(deltas) });
  }
}
