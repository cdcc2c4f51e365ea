/**
 * Up to this length, a part is searched for with the engine's own search, whose worst case is this many times the
 * text.
 */
const SHORT = 8;

/**
 * The first position of `part` in `text` from `from` on (UTF-16 index), or -1. The time is always proportional to
 * the two lengths (Knuth, Morris and Pratt); a search that is only usually fast could be made to take for ever.
 */
export function findText(text: string, part: string, from = 0): number {
  if (part.length <= SHORT) return text.indexOf(part, from);
  const back = borders(part);
  let matched = 0;
  for (let at = from; at < text.length; at++) {
    while (matched > 0 && text[at] !== part[matched]) matched = back[matched - 1] ?? 0;
    if (text[at] === part[matched]) matched++;
    if (matched === part.length) return at - matched + 1;
  }
  return -1;
}

/** The last position of `part` in `text` that is at most `from`, or -1. */
export function findLastText(text: string, part: string, from = text.length): number {
  if (part.length <= SHORT) return text.lastIndexOf(part, from);
  let last = -1;
  const back = borders(part);
  let matched = 0;
  for (let at = 0; at < Math.min(text.length, from + part.length); at++) {
    while (matched > 0 && (matched === part.length || text[at] !== part[matched]))
      matched = back[matched - 1] ?? 0;
    if (text[at] === part[matched]) matched++;
    if (matched === part.length) last = at - matched + 1;
  }
  return last;
}

/** For each prefix of `part`: the length of the longest shorter prefix that it ends with. */
function borders(part: string): number[] {
  const back = [0];
  let length = 0;
  for (let at = 1; at < part.length; at++) {
    while (length > 0 && part[at] !== part[length]) length = back[length - 1] ?? 0;
    if (part[at] === part[length]) length++;
    back.push(length);
  }
  return back;
}

/** The number of characters (code points). */
export function characters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/**
 * The UTF-16 index of the character with this number; the text's length for the position after the last, -1 beyond.
 */
export function indexOfCharacter(text: string, number: number): number {
  let at = 0;
  for (let passed = 0; passed < number; passed++) {
    if (at >= text.length) return -1;
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  }
  return at;
}
