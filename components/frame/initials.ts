/** The first letters of the first and the last word of a name, for where there is room for no more. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = firstLetter(words[0]) ?? "?";
  const last = words.length > 1 ? (firstLetter(words.at(-1)) ?? "") : "";
  return (first + last).toUpperCase();
}

/** A letter with its marks, or a whole emoji, and not half of it. */
function firstLetter(word = ""): string | undefined {
  const [first] = new Intl.Segmenter().segment(word);
  return first?.segment;
}
