/**
 * For work that is done again and again. `work` is what is done, such as "Looking for free room": its trouble is told as "…
 * failed: …" and its end as "… works again."
 */
export type ToldOnce = {
  /** Says what went wrong, unless that was said already since the work was last fine. */
  trouble(work: string, error: unknown): void;
  /** The work was done, so trouble is over. */
  fine(work: string): void;
};

/**
 * Keeps what was told of each work. `quietMs`: trouble is over, too, when nothing was heard of it for so long, ms; for work
 * that does not say when it is fine.
 */
export function toldOnce({ quietMs = Number.POSITIVE_INFINITY } = {}): ToldOnce {
  const troubled = new Map<string, { told: Set<string>; lastAt: number }>();
  return {
    trouble(work, error) {
      const now = performance.now();
      const words = error instanceof Error ? error.message : String(error);
      const earlier = troubled.get(work);
      const goesOn = earlier !== undefined && now - earlier.lastAt < quietMs;
      const told = goesOn ? earlier.told : new Set<string>();
      troubled.set(work, { told, lastAt: now });
      if (told.has(words)) return;
      told.add(words);
      console.error(`${work} failed: ${words}`);
    },
    fine(work) {
      if (troubled.delete(work)) console.warn(`${work} works again.`);
    },
  };
}
