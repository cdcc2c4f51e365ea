import { CelFailure } from "./failure.ts";

/** The most steps for one piece of work: an expression, a text with all its places, a table of rules. */
export const MAX_STEPS = 1_000_000;

/** Characters of text that are read or written in one step. */
const CHARACTERS_PER_STEP = 32;

/** A list that an expression iterates over: its source text and the number of items. */
export type Loop = { source: string; items: number; at: number };

/**
 * Counts the steps of an evaluation and ends it when they are used up. A step is one part of the expression
 * evaluated, one item of a list or object touched, or 32 characters of text. The count depends on the expression
 * and its data alone, never on time.
 */
export class Budget {
  used = 0;
  readonly limit: number;
  /** The lists being iterated over, the outermost first. */
  readonly loops: Loop[] = [];

  constructor(limit = MAX_STEPS) {
    this.limit = limit;
  }

  /** Counts `steps`; throws when fewer are left. `at` is the place in the expression that needs them. */
  spend(steps: number, at: number) {
    this.used += steps;
    if (this.used <= this.limit) return;
    this.used = this.limit;
    const [outermost] = this.loops;
    throw new CelFailure({ kind: "budget", limit: this.limit, loops: [...this.loops] }, outermost?.at ?? at);
  }

  /** Counts `characters` of text. */
  spendText(characters: number, at: number) {
    this.spend(Math.ceil(characters / CHARACTERS_PER_STEP), at);
  }
}
