/** Longest silence of what was asked to end before it counts as stuck, ms. */
const SILENCE_MS = 10_000;
/** Longest time for an orderly end in all, ms: tools may finish for 25 s, then the database is closed. */
const WHOLE_MS = 60_000;

/**
 * Watches something that was asked to end, and calls `kill` when it is stuck: silent for 10 s, or not through after 60 s.
 * It runs in a process or thread of its own, because signals and timers wait where JavaScript is busy.
 */
export class Grace {
  private readonly kill: (why: string) => void;
  private silence: NodeJS.Timeout | undefined;
  private whole: NodeJS.Timeout | undefined;

  constructor(kill: (why: string) => void) {
    this.kill = kill;
  }

  /** It was asked to end, perhaps not for the first time. */
  begin(): void {
    if (this.whole !== undefined) return;
    this.whole = setTimeout(() => this.kill(`it was not through after ${WHOLE_MS / 1_000} s`), WHOLE_MS);
    this.alive();
  }

  /** It has said that it is at it. */
  alive(): void {
    if (this.whole === undefined) return;
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.kill(`it did not react for ${SILENCE_MS / 1_000} s`), SILENCE_MS);
  }
}
