import { numberIn, type Wish, wordsOf } from "./wish.ts";

type Range = readonly [least: number, most: number];

/** Usual ranges of numbers by name; the first with a word of the name counts. */
const USUAL: readonly (readonly [words: readonly string[], range: Range])[] = [
  [["year"], [2025, 2027]],
  [["month"], [1, 12]],
  [
    ["percent", "percentage"],
    [5, 95],
  ],
  [
    ["confidence", "probability", "score", "ratio", "share", "likelihood", "rate"],
    [0.5, 0.95],
  ],
  [
    ["rating", "stars", "priority", "severity", "rank", "level"],
    [1, 5],
  ],
  [["age"], [21, 68]],
  [
    ["latitude", "lat"],
    [40, 55],
  ],
  [
    ["longitude", "lng", "lon"],
    [2, 20],
  ],
  [
    ["amount", "price", "total", "cost", "sum", "fee", "refund", "budget", "revenue", "salary"],
    [20, 480],
  ],
  [["cents"], [500, 48_000]],
  [
    ["quantity", "count", "items", "pieces", "days", "weeks", "hours", "attempts"],
    [1, 9],
  ],
  [
    ["limit", "minutes", "seconds"],
    [10, 60],
  ],
];
const ANY: Range = [1, 100];

/** A number as its name suggests, within the schema's bounds; undefined when there is none. */
export function makeNumber({ name, schema, dice }: Wish, whole: boolean): number | undefined {
  const words = wordsOf(name);
  const usual = USUAL.find(([known]) => words.some((word) => known.includes(word)))?.[1] ?? ANY;
  const within = withinBounds(usual, boundsOf(schema));
  if (within === null) return undefined;
  const step = numberIn(schema, "multipleOf") ?? (whole ? 1 : 0.01);
  if (step <= 0) return undefined;
  const [least, most] = within;
  const first = Math.ceil(least / step);
  const steps = Math.floor(most / step) - first;
  if (steps >= 0) return tidy((first + Math.floor(dice.roll() * (steps + 1))) * step);
  // A range narrower than a hundredth still contains its own ends.
  return whole || schema.multipleOf !== undefined ? undefined : least + (most - least) / 2;
}

/** A number on a decimal step without binary rounding noise: 0.30000000000000004 becomes 0.3. */
const tidy = (value: number) => Number(value.toPrecision(12));

function boundsOf(schema: Wish["schema"]): Range {
  const [minimum = -Infinity, maximum = Infinity] = [
    numberIn(schema, "minimum"),
    numberIn(schema, "maximum"),
  ];
  const above = numberIn(schema, "exclusiveMinimum") ?? -Infinity;
  const below = numberIn(schema, "exclusiveMaximum") ?? Infinity;
  return [
    above >= minimum ? justBeside(above, 1) : minimum,
    below <= maximum ? justBeside(below, -1) : maximum,
  ];
}

const justBeside = (bound: number, side: 1 | -1) =>
  Number.isFinite(bound) ? bound + side * Math.max(1e-6, Math.abs(bound) * 1e-9) : bound;

/** The allowed part of the usual range, or else what is allowed next to the bound. Null: nothing is. */
function withinBounds([from, to]: Range, [least, most]: Range): Range | null {
  if (least > most) return null;
  const low = Math.max(from, least);
  const high = Math.min(to, most);
  if (low <= high) return [low, high];
  return least > to
    ? [least, Math.min(most, least + (to - from))]
    : [Math.max(least, most - (to - from)), most];
}
