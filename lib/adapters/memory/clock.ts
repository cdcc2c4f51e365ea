import type { Clock } from "../../engine/ports.ts";

type Waiting = { due: number; done: () => void };

/** A clock that moves only when told to, or, with `advance`, as soon as everybody waits. Milliseconds from 0. */
export class VirtualClock implements Clock {
  private at = 0;
  private waiting: Waiting[] = [];

  monotonic(): number {
    return this.at;
  }

  wait(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const entry = { due: this.at + ms, done: resolve };
      this.waiting.push(entry);
      signal.addEventListener("abort", () => {
        this.waiting = this.waiting.filter((other) => other !== entry);
        resolve();
      });
    });
  }

  /** Lets time pass with nobody waiting. */
  advance(ms: number) {
    this.at += ms;
  }

  /** Moves on to the earliest moment somebody waits for; false when nobody does. */
  next(): boolean {
    const [first, ...rest] = this.waiting.toSorted((a, b) => a.due - b.due);
    if (!first) return false;
    this.waiting = rest;
    this.at = Math.max(this.at, first.due);
    first.done();
    return true;
  }
}
