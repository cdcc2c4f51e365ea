import type { Price } from "./price-book.ts";

const OPENAI_2025 =
  "OpenAI's public price list (openai.com/api/pricing) as known in 2025; not read again since, check before relying on it";
const OPENAI_2026 =
  "OpenAI's public list prices as published in GitHub's table of model prices (github/docs), read in November 2026";
const ANTHROPIC =
  "Anthropic's public list prices as published in GitHub's table of model prices (github/docs), read in November 2026; writing to the cache costs more and is not counted";
const GOOGLE_2025 =
  "Google's public Gemini API price list (ai.google.dev/pricing), text, as known in 2025; not read again since, check before relying on it";
const GOOGLE_2026 =
  "Google's public list prices as published in GitHub's table of model prices (github/docs), read in November 2026";

/** Dollars per million tokens, as price lists have them: input, cached input, output. */
function price(
  pattern: string,
  from: string,
  [input, cachedInput, output]: [number, number, number],
  source: string,
  maxInputTokens?: number,
): Price {
  const row = {
    pattern,
    from,
    input: nano(input),
    cachedInput: nano(cachedInput),
    output: nano(output),
    source,
  };
  return maxInputTokens === undefined ? row : { ...row, maxInputTokens };
}

function nano(dollarsPerMillion: number): number {
  return Math.round(dollarsPerMillion * 1_000_000) / 1_000;
}

/**
 * List prices that ship with Tutti, standard tier, no discounts. Models whose price we could not establish are left
 * out on purpose: their cost is unknown until the owner adds a row.
 */
export const LIST_PRICES: readonly Price[] = [
  price("gpt-4o", "2024-10-01", [2.5, 1.25, 10], OPENAI_2025),
  price("gpt-4o-mini", "2024-10-01", [0.15, 0.075, 0.6], OPENAI_2025),
  price("gpt-4.1", "2025-04-14", [2, 0.5, 8], OPENAI_2025),
  price("gpt-4.1-mini", "2025-04-14", [0.4, 0.1, 1.6], OPENAI_2025),
  price("gpt-4.1-nano", "2025-04-14", [0.1, 0.025, 0.4], OPENAI_2025),
  price("o3", "2025-06-10", [2, 0.5, 8], OPENAI_2025),
  price("o3-mini", "2025-01-31", [1.1, 0.55, 4.4], OPENAI_2025),
  price("o4-mini", "2025-04-16", [1.1, 0.275, 4.4], OPENAI_2025),
  price("gpt-5", "2025-08-07", [1.25, 0.125, 10], OPENAI_2025),
  price("gpt-5-nano", "2025-08-07", [0.05, 0.005, 0.4], OPENAI_2025),
  price("gpt-5-mini", "2025-08-07", [0.25, 0.025, 2], OPENAI_2026),
  price("gpt-5.4", "2026-11-01", [2.5, 0.25, 15], OPENAI_2026, 272_000),
  price("gpt-5.4-mini", "2026-11-01", [0.75, 0.075, 4.5], OPENAI_2026),
  price("gpt-5.4-nano", "2026-11-01", [0.2, 0.02, 1.25], OPENAI_2026),
  price("gpt-5.5", "2026-11-01", [5, 0.5, 30], OPENAI_2026, 272_000),
  price("claude-haiku-4-5", "2026-11-01", [1, 0.1, 5], ANTHROPIC),
  price("claude-sonnet-4-5", "2026-11-01", [3, 0.3, 15], ANTHROPIC),
  price("claude-sonnet-4-6", "2026-11-01", [3, 0.3, 15], ANTHROPIC),
  price("claude-opus-4-5", "2026-11-01", [5, 0.5, 25], ANTHROPIC),
  price("claude-opus-4-6", "2026-11-01", [5, 0.5, 25], ANTHROPIC),
  price("gemini-2.0-flash", "2025-02-05", [0.1, 0.025, 0.4], GOOGLE_2025),
  price("gemini-2.5-flash", "2025-06-17", [0.3, 0.075, 2.5], GOOGLE_2025),
  price("gemini-2.5-flash-lite", "2025-07-22", [0.1, 0.025, 0.4], GOOGLE_2025),
  price("gemini-2.5-pro", "2025-06-17", [1.25, 0.31, 10], GOOGLE_2025, 200_000),
  price("gemini-3.1-pro-preview", "2026-11-01", [2, 0.2, 12], GOOGLE_2026, 200_000),
];
