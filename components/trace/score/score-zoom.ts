/** The part of a run that the score shows, ms from its start. */
export type ScorePart = { fromMs: number; lengthMs: number };

/** Nearer than this nothing more can be seen. */
const SHORTEST_MS = 50;

/** Shows `factor` times as much around the moment `aroundMs`; null once that is the whole of `wholeMs`. */
export function zoomed(
  part: ScorePart | null,
  wholeMs: number,
  { factor, aroundMs }: { factor: number; aroundMs: number },
): ScorePart | null {
  const before = part ?? { fromMs: 0, lengthMs: wholeMs };
  const lengthMs = Math.max(Math.min(SHORTEST_MS, wholeMs), before.lengthMs * factor);
  if (lengthMs >= wholeMs) return null;
  const kept = (aroundMs - before.fromMs) / before.lengthMs;
  return inside({ fromMs: aroundMs - kept * lengthMs, lengthMs }, wholeMs);
}

/** Moves the shown part by `byMs`, within the run. */
export function panned(part: ScorePart | null, wholeMs: number, byMs: number): ScorePart | null {
  return part && inside({ ...part, fromMs: part.fromMs + byMs }, wholeMs);
}

function inside({ fromMs, lengthMs }: ScorePart, wholeMs: number): ScorePart {
  return { fromMs: Math.max(0, Math.min(fromMs, wholeMs - lengthMs)), lengthMs };
}
