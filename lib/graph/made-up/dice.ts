/** Pseudo-random rolls that depend on a text alone: the same text leads to the same rolls on every machine. */
export class Dice {
  private state: number;

  constructor(text: string) {
    this.state = hashOf(text);
  }

  /** 0 ≤ roll < 1. Source: Mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
  roll(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  chance(share: number): boolean {
    return this.roll() < share;
  }

  /** A whole number from 0 up to, but not including, `count`. */
  below(count: number): number {
    return Math.floor(this.roll() * count);
  }

  /** One of the list; throws when it is empty. */
  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error("expected something to pick from, got an empty list");
    // The list is not empty, as checked above; an entry may itself be undefined, so the index can't be tested for
    // that.
    return list[this.below(list.length)] as T;
  }
}

/** A 32-bit number that depends on the text alone (FNV-1a, mixed). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
