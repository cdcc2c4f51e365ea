/** What a change is about, in the order in which people want to know. */
export const CHANGE_PARTS = [
  "form",
  "answer",
  "effects",
  "models",
  "steps",
  "connections",
  "drawing",
] as const;
export type ChangePart = (typeof CHANGE_PARTS)[number];

/** One difference between two versions of a workflow, in words. `texts`: what is too long for a line, before and after. */
export type Change = {
  part: ChangePart;
  words: string;
  texts?: { before: string; after: string };
};

/** Names as a list in a sentence: “A”, “B” and 3 more. */
export function listed(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).map((name) => `“${name}”`);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  const last = shown.pop() ?? "";
  return shown.length === 0 ? last : `${shown.join(", ")} and ${last}`;
}

/** A value as text to compare by eye. */
export const asText = (value: unknown): string =>
  typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value, null, 2);
