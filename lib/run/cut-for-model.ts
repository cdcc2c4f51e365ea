import { isJsonObject, type Json } from "../graph/json.ts";
import { cutText } from "../graph/text-cut.ts";

const encoder = new TextEncoder();

/**
 * What a model gets of a text that is longer than `most` UTF-8 bytes: its beginning, in whole characters, and behind it in
 * words that the rest is missing. A text that fits stays as it is.
 */
export function cutForModel(text: string, most: number): string {
  const room = new Uint8Array(most);
  const { read, written } = encoder.encodeInto(text, room);
  if (read === text.length) return text;
  const bytes = written + encoder.encode(text.slice(read)).length;
  const beginning = withoutHalfEscape(cutText(text, read));
  return `${beginning}\n\n[Cut here: this is the beginning, ${most} of ${bytes} bytes. The rest can't be read. If it is needed, ask for less, such as fewer rows or fields, or a narrower question.]`;
}

/**
 * A context object within `most` bytes: what is small stays, and the largest fields share what is left, each cut as
 * `cutForModel` does.
 */
export function cutContext(text: string, most: number): string {
  if (encoder.encode(text).length <= most) return text;
  const context: Json = JSON.parse(text);
  if (!isJsonObject(context)) return cutForModel(text, most);
  const fields = Object.entries(context).map(([name, value]) => {
    const shown = typeof value === "string" ? value : JSON.stringify(value);
    return { name, value, shown, bytes: encoder.encode(shown).length };
  });
  const each = shareOf(
    fields.map(({ bytes }) => bytes),
    most,
  );
  return JSON.stringify(
    Object.fromEntries(
      fields.map(({ name, value, shown, bytes }) => [name, bytes <= each ? value : cutForModel(shown, each)]),
    ),
  );
}

/** The most that each may have, so that all together stay within the whole and what is smaller keeps what it has. */
function shareOf(sizes: number[], whole: number): number {
  let left = whole;
  for (const [at, size] of sizes.toSorted((a, b) => a - b).entries()) {
    const share = Math.floor(left / (sizes.length - at));
    if (size > share) return share;
    left -= size;
  }
  return whole;
}

/** JSON's escapes are characters too: `\\n` isn't left as a backslash. */
function withoutHalfEscape(text: string): string {
  const unicode = /\\u[0-9a-f]{0,3}$/.exec(text.slice(-6));
  const end = text.length - (unicode?.[0].length ?? 0);
  const until = unicode ? end + 1 : end;
  let slashes = 0;
  while (text[until - 1 - slashes] === "\\") slashes++;
  if (slashes % 2 === 0) return text;
  return text.slice(0, until - 1);
}
