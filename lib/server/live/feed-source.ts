import type { RunTextDelta } from "../../engine/ports.ts";

/** Something stored with a number: 1, 2, 3 … without gaps. */
export type Numbered = { seq: number };

/** The source of a feed: numbered items, to which others are only ever appended. */
export type FeedSource<Item extends Numbered = Numbered> = {
  /** Its name for the server's log: "run r1". */
  name: string;
  /** Items after `after`, in order, at most `limit`. */
  read(after: number, limit: number): Promise<readonly Item[]>;
  /** Seq of the last stored item, 0 when there is none. */
  lastStored(): Promise<number>;
  /**
   * Calls back when there may be more; returns a function that stops it. Only a hint: the feed also polls every
   * `pollMs`.
   */
  listen(wake: () => void): () => void;
  pollMs: number;
  /** The most items of one read. */
  page: number;
  /** How many of the newest items are read at the start: most followers already have the ones before. */
  headStart: number;
  /**
   * How many items a viewer may be behind, and where viewers start again who are further behind or know items that
   * are not stored: at the first item, or after the last.
   */
  reach: number;
  anewFrom: "first" | "last";
  /** Called with each item that was read; true when no item can follow it. */
  note(item: Item): boolean;
  /** Calls back with pieces of the live text that belongs to the items; returns a function that stops it. */
  watchText?(hear: (delta: RunTextDelta) => void): () => void;
};
