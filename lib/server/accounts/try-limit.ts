/** At most `max` tries within `windowMs`. */
export type Limit = { max: number; windowMs: number };

/** Keys remembered before those without a recent try are dropped. */
const KEPT_KEYS = 10_000;

/** Counts tries by key, in this process, against several limits at once. */
export class TryLimit {
  private readonly limits: readonly Limit[];
  private readonly tries = new Map<string, number[]>();

  constructor(limits: readonly Limit[]) {
    this.limits = limits;
  }

  /** Counts a try at `now` (ms) and gives null, or without counting it the ms to wait until the next is allowed. */
  take(key: string, now: number): number | null {
    const longest = Math.max(...this.limits.map((limit) => limit.windowMs));
    const recent = (this.tries.get(key) ?? []).filter((at) => at > now - longest);
    const waits = this.limits.map(({ max, windowMs }) => {
      const first = recent.filter((at) => at > now - windowMs).at(-max);
      return first === undefined ? 0 : first + windowMs - now;
    });
    const wait = Math.max(...waits);
    if (wait > 0) return wait;
    this.tries.set(key, [...recent, now]);
    if (this.tries.size > KEPT_KEYS) this.drop(now - longest);
    return null;
  }

  /** Forgets the tries of a key: it has proved itself. */
  clear(key: string): void {
    this.tries.delete(key);
  }

  private drop(before: number): void {
    for (const [key, times] of this.tries) if ((times.at(-1) ?? 0) < before) this.tries.delete(key);
  }
}
