const SHORTEST_MS = 10_000;
/** The window grows when this share of it is filled. */
const FULL = 0.94;
const STEPS = [1, 1.5, 2, 3, 5, 7.5, 10];

/**
 * The time that a drawing of a run shows from its start, ms: exactly the run's duration once it has ended; before,
 * a round length with some room, so that the drawing stays still while the playhead moves.
 */
export function timeWindow(run: { startedAt: number; endedAt: number | null; now: number }): number {
  if (run.endedAt !== null) return Math.max(1, run.endedAt - run.startedAt);
  const needed = Math.max(SHORTEST_MS * FULL, run.now - run.startedAt) / FULL;
  const magnitude = 10 ** Math.floor(Math.log10(needed));
  const step = STEPS.find((candidate) => candidate * magnitude >= needed - 1e-6) ?? 10;
  return step * magnitude;
}

/** A round distance between marks on the time axis, such that at most `most` of them fit into `windowMs`. */
export function tickMs(windowMs: number, most: number): number {
  const rounds = [10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000];
  const fitting = rounds.find((round) => windowMs / round <= most);
  if (fitting !== undefined) return fitting;
  const minutes = [2, 5, 10, 15, 30, 60, 120, 240, 480, 1_440].map((count) => count * 60_000);
  return (
    minutes.find((round) => windowMs / round <= most) ?? Math.ceil(windowMs / most / 86_400_000) * 86_400_000
  );
}
