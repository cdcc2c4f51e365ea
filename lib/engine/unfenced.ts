const FENCE = "```";

/**
 * Models like to put JSON into a fenced block; what counts is inside. A text that is no single such block stays as it is. It
 * is looked through from both ends, never again and again as a pattern would.
 */
export function unfenced(text: string): string {
  const trimmed = text.trim();
  const rest = trimmed.slice(FENCE.length);
  if (!trimmed.startsWith(FENCE) || !rest.endsWith(FENCE)) return text;
  const inside = rest.slice(0, -FENCE.length);
  return (inside.startsWith("json") ? inside.slice("json".length) : inside).trim();
}
