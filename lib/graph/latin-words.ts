/** Latin letters that do not decompose into a base letter and marks. */
const SPELLED: Record<string, string> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};

/**
 * The runs of Latin letters and digits in a text, without marks, for making names for programs; none for other
 * scripts.
 */
export function latinWords(text: string): string[] {
  return (
    text
      .replace(/[ßæœøłđðþı]/gi, (letter) => SPELLED[letter.toLowerCase()] ?? letter)
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .match(/[A-Za-z0-9]+/g) ?? []
  );
}
