/** How far back the start of a character is searched, UTF-16 units: longer runs of marks are not meant to be read. */
const FURTHEST = 32;

/**
 * The beginning of a text: at most `most` UTF-16 units, and never part of a character. What joins the character
 * before it (the second half of a surrogate pair, combining marks, the parts of a joined emoji) stays with it.
 * Endpoints refuse half a pair, and a mark without its letter means something else.
 */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const least = Math.max(0, most - FURTHEST);
  for (let end = most; end > least; end--) if (isBoundary(text, end)) return text.slice(0, end);
  if (least === 0) return "";
  // Only marks: at least keep code points whole.
  return text.slice(0, isLow(text, most) && isHigh(text, most - 1) ? most - 1 : most);
}

/** At most `most` UTF-16 units of a text, followed by “…” where it goes on. */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${cutText(text, most)}…`;
}

/** The end of a text: at most `most` UTF-16 units, starting with a whole character. */
export function lastOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const start = text.length - most;
  for (let at = start; at < Math.min(start + FURTHEST, text.length); at++)
    if (isBoundary(text, at)) return text.slice(at);
  if (most <= FURTHEST) return "";
  return text.slice(isLow(text, start) ? start + 1 : start);
}

/** A text without any of these characters (UTF-16 units) at its end; reads each once, unlike a pattern. */
export function withoutEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

function isBoundary(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return true;
  if (isLow(text, at) && isHigh(text, at - 1)) return false;
  const [before, after] = [text.charCodeAt(at - 1), text.codePointAt(at) ?? 0];
  return before !== JOINER && !joins(after);
}

const isHigh = (text: string, at: number) => (text.charCodeAt(at) & 0xfc00) === 0xd800;
const isLow = (text: string, at: number) => (text.charCodeAt(at) & 0xfc00) === 0xdc00;

const JOINER = 0x200d;

/**
 * Code points that join to the one before: combining marks, variation selectors, skin tones, tags. A fixed list, so that the
 * same text is cut alike by every version of every browser and server (https://unicode.org/reports/tr29).
 */
const JOINING: readonly (readonly [number, number])[] = [
  [0x0300, 0x036f],
  [0x0483, 0x0489],
  [0x0591, 0x05bd],
  [0x064b, 0x065f],
  [0x093a, 0x093c],
  [0x093e, 0x094f],
  [0x0e31, 0x0e31],
  [0x0e34, 0x0e3a],
  [0x0e47, 0x0e4e],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [JOINER, JOINER],
  [0x20d0, 0x20ff],
  [0x3099, 0x309a],
  [0xfe00, 0xfe0f],
  [0xfe20, 0xfe2f],
  [0x1f3fb, 0x1f3ff],
  [0xe0020, 0xe007f],
  [0xe0100, 0xe01ef],
];

const joins = (codePoint: number) =>
  codePoint >= 0x0300 && JOINING.some(([first, last]) => codePoint >= first && codePoint <= last);
