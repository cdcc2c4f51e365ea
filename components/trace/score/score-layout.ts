import type { Bar, Score, ScoreRound, Stave } from "@/lib/trace/score.ts";

export const AXIS_HEIGHT = 22;
/** Height of the line of one loop's rounds, and the most of these. */
const ROUNDS_HEIGHT = 16;
const MOST_LOOPS = 4;
const STAVE_LINES = 28;
const ROW_PITCH = 13;
/** How much higher a stave gets on a page with room. */
const MOST_STRETCH = 1.5;
const LEAST_GAP = 14;
const MOST_GAP = 48;
/** Room on the right, so that the last bar and the playhead do not touch the edge, px. */
const MARGIN = 10;

/** Where one stave lies: its five lines between `top` and `top + height`, and its share of the page around them. px. */
export type StaveBox = {
  stave: Stave;
  top: number;
  height: number;
  boxTop: number;
  boxHeight: number;
  rowHeight: number;
};

/** Where a round of a loop lies, px: a bracket over the staves, and its beginning through those that play in it. */
export type RoundBox = { round: ScoreRound; top: number; height: number; from: number; to: number };

/** A score laid out for a width: everything in px from the upper left corner. */
export type ScoreLayout = {
  score: Score;
  width: number;
  height: number;
  staves: StaveBox[];
  rounds: RoundBox[];
  /** Px of a moment (epoch ms). */
  xOf(at: number): number;
  /** The moment at a px. */
  atOf(x: number): number;
};

/** Lays staves under each other, showing `windowMs` of the run from `fromMs` on; they spread a little when there is room, and never less than they need. */
export function layoutScore(
  score: Score,
  page: { width: number; height: number; fromMs?: number; windowMs: number },
): ScoreLayout {
  const least = score.staves.map((stave) => Math.max(STAVE_LINES, stave.rows * ROW_PITCH + 3));
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  const count = Math.max(1, least.length);
  const loops = [...new Set(score.rounds.map(({ loop }) => loop))].slice(0, MOST_LOOPS);
  const head = AXIS_HEIGHT + loops.length * ROUNDS_HEIGHT;
  const room = page.height - head;
  const stretch = Math.max(
    1,
    Math.min(MOST_STRETCH, (room - count * LEAST_GAP * 2) / Math.max(1, sum(least))),
  );
  const heights = least.map((height) => Math.round(height * stretch));
  const gap = Math.max(LEAST_GAP, Math.min(MOST_GAP, Math.floor((room - sum(heights)) / count)));
  let y = head;
  const staves = score.staves.map((stave, index): StaveBox => {
    const height = heights[index] ?? STAVE_LINES;
    const box = {
      stave,
      top: y + gap / 2,
      height,
      boxTop: y,
      boxHeight: height + gap,
      rowHeight: height / stave.rows,
    };
    y += height + gap;
    return box;
  });
  const scale = Math.max(1, page.width - MARGIN) / page.windowMs;
  const from = score.from + (page.fromMs ?? 0);
  return {
    score,
    width: page.width,
    height: y,
    staves,
    rounds: score.rounds.flatMap((round) => {
      const line = loops.indexOf(round.loop);
      if (line === -1) return [];
      const [first, last] = [staves[round.staves[0] ?? -1], staves[round.staves.at(-1) ?? -1]];
      const top = AXIS_HEIGHT + line * ROUNDS_HEIGHT;
      const from = first ? first.boxTop : top + ROUNDS_HEIGHT;
      return [{ round, top, height: ROUNDS_HEIGHT, from, to: last ? last.boxTop + last.boxHeight : from }];
    }),
    xOf: (at) => (at - from) * scale,
    atOf: (x) => from + Math.max(0, Math.min(page.windowMs, x / scale)),
  };
}

/** Where a bar lies; one that goes on reaches to `now`. Never narrower than 2 px. */
export function barBox(layout: ScoreLayout, box: StaveBox, bar: Bar, now: number) {
  const left = layout.xOf(bar.from);
  const width = Math.max(2, layout.xOf(bar.to ?? Math.max(now, bar.from)) - left);
  const thickness = Math.min(18, box.rowHeight - 2);
  const top = box.top + (bar.row + 0.5) * box.rowHeight - thickness / 2;
  return { left, top, width, height: thickness };
}

/** The bar under a point, or the nearest within 4 px beside it. */
export function barAt(layout: ScoreLayout, point: { x: number; y: number }, now: number): Bar | null {
  const box = layout.staves.find(
    ({ boxTop, boxHeight }) => point.y >= boxTop && point.y < boxTop + boxHeight,
  );
  if (!box) return null;
  let nearest: Bar | null = null;
  let distance = 4;
  for (const bar of box.stave.bars) {
    const { left, top, width, height } = barBox(layout, box, bar, now);
    const away = Math.max(
      left - point.x,
      point.x - left - width,
      (top - point.y) / 2,
      (point.y - top - height) / 2,
      0,
    );
    if (away < distance) {
      distance = away;
      nearest = bar;
    }
  }
  return nearest;
}

/** The bar an arrow key leads to: along the stave in time, or to the nearest in time on the stave above or below. */
export function neighbourBar(score: Score, from: number | null, key: string): Bar | null {
  const all = score.staves.flatMap((stave, ordinal) => stave.bars.map((bar) => ({ bar, ordinal })));
  const current = all.find(({ bar }) => bar.span === from);
  if (!current) return all[0]?.bar ?? null;
  const own = score.staves[current.ordinal]?.bars ?? [];
  const place = own.indexOf(current.bar);
  switch (key) {
    case "ArrowRight":
      return own[place + 1] ?? null;
    case "ArrowLeft":
      return own[place - 1] ?? null;
    case "Home":
      return own[0] ?? null;
    case "End":
      return own.at(-1) ?? null;
    case "ArrowDown":
    case "ArrowUp": {
      const staves =
        key === "ArrowDown"
          ? score.staves.slice(current.ordinal + 1)
          : score.staves.slice(0, current.ordinal).reverse();
      const next = staves.find((stave) => stave.bars.length > 0);
      return next ? nearestInTime(next.bars, current.bar.from) : null;
    }
    default:
      return null;
  }
}

function nearestInTime(bars: readonly Bar[], at: number): Bar | null {
  let nearest: Bar | null = null;
  for (const bar of bars)
    if (!nearest || Math.abs(bar.from - at) < Math.abs(nearest.from - at)) nearest = bar;
  return nearest;
}
