/** What a model costs, nano-dollars per token. `pattern` is a model's name, `*` standing for anything. */
export type KnownPrice = {
  pattern: string;
  input: number;
  output: number;
  /** For input tokens from the provider's cache; absent: the same as `input`. */
  cachedInput?: number;
  /** Longer requests have another price, which is unknown. */
  maxInputTokens?: number;
};

/** The first of these prices whose pattern fits the model; null when none does. */
export function priceOf<Price extends { pattern: string }>(
  prices: readonly Price[],
  model: string,
): Price | null {
  const names = [model.toLowerCase(), plainName(model)];
  return prices.find(({ pattern }) => names.some((name) => fits(pattern.toLowerCase(), name))) ?? null;
}

/** A name the way price lists write it: without the provider before it and the release date after it. */
function plainName(model: string): string {
  return model
    .toLowerCase()
    .replace(/^(models|openai|google|anthropic|azure)\//, "")
    .replace(/-(\d{4}-\d{2}-\d{2}|\d{8}|latest)$/, "");
}

/** True when the pattern matches the whole name. It takes a single pass, however many stars there are. */
function fits(pattern: string, name: string): boolean {
  const [first = "", ...parts] = pattern.split("*");
  const last = parts.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
