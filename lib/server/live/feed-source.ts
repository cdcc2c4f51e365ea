import type { RunTextDelta } from "../../engine/ports.ts";

/** Something stored under the numbers 1, 2, 3 … without gaps. */
export type Numbered = { seq: number };

/** What a feed is read from: numbered items to which others are only ever added. */
export type FeedSource<Item extends Numbered = Numbered> = {
  /** What it is, in the server's log: "run r1". */
  name: string;
  /** Items behind `after`, in order, at most `limit`. */
  read(after: number, limit: number): Promise<readonly Item[]>;
  /** Seq of the last item that is stored, 0 when there is none. */
  lastStored(): Promise<number>;
  /** Calls back when there may be more; gives the way to stop. A hint: the feed looks by itself besides, every `pollMs`. */
  listen(wake: () => void): () => void;
  pollMs: number;
  /** Items of one look. */
  page: number;
  /** So many of the newest items are read at the start: most who come have those before. */
  headStart: number;
  /**
   * How far behind a viewer may be, in items, and where one who is further, or who knows items that are not stored,
   * begins anew: at the first item, or behind the last.
   */
  reach: number;
  anewFrom: "first" | "last";
  /** Told of each item that was read; true when nothing can follow it. */
  note(item: Item): boolean;
  /** Live text that goes with the items, called back piece by piece; gives the way to stop. */
  watchText?(hear: (delta: RunTextDelta) => void): () => void;
};
