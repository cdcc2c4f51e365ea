/** What is wrong with the form of a key, so that it can't be sent at all; null when it can. */
export function keyProblem(secret: string | null): string | null {
  if (secret === null) return null;
  const at = [...secret].findIndex((character) => !/[\x21-\x7e]/.test(character));
  if (at === -1) return null;
  const character = [...secret][at] ?? "";
  const which = /\s/.test(character)
    ? "a blank or line break"
    : `a character that keys don't have (U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")})`;
  return `The key holds ${which} at place ${at + 1}. Copy it again from where it was made; keys have Latin letters, digits and signs only.`;
}
