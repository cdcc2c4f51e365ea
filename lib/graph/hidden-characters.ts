/**
 * Invisible characters that change how the text around them looks: direction controls, zero-width spaces and
 * joiners, soft hyphens, tags, and other controls.
 */
const HIDDEN =
  /\u034f|[\p{Cc}\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;
/** Scripts whose spelling uses joiners and non-joiners between letters. */
const JOINED =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}]$/u;
const PICTURE = /\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?$/u;
const BEGINS_WITH_PICTURE = /^\p{Extended_Pictographic}/u;
/** The flags of England, Scotland and Wales are a black flag and tags. */
const FLAG = /\u{1f3f4}[\u{e0000}-\u{e007f}]*$/u;

/**
 * A name made safe to show: characters that would be invisible, or reverse the text, are replaced by their number,
 * "⟨U+202E⟩".
 */
export function markHidden(name: string): string {
  return name.replace(HIDDEN, (found, at: number) =>
    isSpelling(found, name.slice(0, at), name.slice(at + found.length)) ? found : mark(found),
  );
}

function isSpelling(found: string, before: string, after: string): boolean {
  if (found === "\u200d" && PICTURE.test(before) && BEGINS_WITH_PICTURE.test(after)) return true;
  if (found === "\u200c" || found === "\u200d") return JOINED.test(before.replace(/\p{M}+$/u, ""));
  return /^[\u{e0000}-\u{e007f}]$/u.test(found) && FLAG.test(before);
}

const mark = (character: string) =>
  `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`;
