const FENCE = "```";

/**
 * Models like to wrap JSON in a fenced block: returns what is inside. A text that is not exactly one such block is
 * returned unchanged. It looks at both ends only, because a pattern could take quadratic time.
 */
export function unfenced(text: string): string {
  const trimmed = text.trim();
  const rest = trimmed.slice(FENCE.length);
  if (!trimmed.startsWith(FENCE) || !rest.endsWith(FENCE)) return text;
  const inside = rest.slice(0, -FENCE.length);
  return (inside.startsWith("json") ? inside.slice("json".length) : inside).trim();
}
