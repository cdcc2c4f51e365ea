/** Latin letters that don't fall apart into a base letter and marks. */
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

/** What names for programs are made of: a text's runs of Latin letters and digits, without marks; none in other scripts. */
export function latinWords(text: string): string[] {
  return (
    text
      .replace(/[ßæœøłđðþı]/gi, (letter) => SPELLED[letter.toLowerCase()] ?? letter)
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .match(/[A-Za-z0-9]+/g) ?? []
  );
}
