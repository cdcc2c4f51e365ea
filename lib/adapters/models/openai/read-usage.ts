import type { Usage } from "../../../run/usage.ts";

/** Tokens as an endpoint reported them; null where it did not. */
export type ReportedUsage = {
  inputTokens: number | null;
  cachedTokens: number;
  outputTokens: number | null;
  thinkingTokens: number | null;
};

/**
 * Reads a `usage` object in the dialects of the common providers. Cached and thinking tokens stand inside the totals
 * (OpenAI, DeepSeek, OpenRouter) or beside them (cached: Anthropic; thinking: Gemini, xAI): what `total_tokens` adds up to
 * says which, else the names do. Null when it counts nothing.
 */
export function readUsage(reported: Record<string, unknown>): ReportedUsage | null {
  const prompt = first(reported, "prompt_tokens", "input_tokens", "prompt_eval_count");
  const completion = first(reported, "completion_tokens", "output_tokens", "eval_count");
  if (prompt === null && completion === null) return null;
  const total = first(reported, "total_tokens") ?? 0;
  const details = inner(reported, "prompt_tokens_details", "input_tokens_details");
  const read = first(reported, "cache_read_input_tokens");
  const written = first(reported, "cache_creation_input_tokens") ?? 0;
  const cached =
    read ??
    first(details, "cached_tokens") ??
    first(reported, "prompt_cache_hit_tokens", "cached_tokens") ??
    0;
  const said = inner(reported, "completion_tokens_details", "output_tokens_details");
  const thought = first(said, "reasoning_tokens") ?? first(reported, "reasoning_tokens");

  const besides = cached + written;
  const known = (prompt ?? 0) + (completion ?? 0);
  const cacheIsBeside =
    besides > (prompt ?? 0) ||
    (total > known
      ? total === known + besides && thought !== besides
      : read !== null && total === 0 && "input_tokens" in reported);
  const input = cacheIsBeside ? (prompt ?? 0) + besides : prompt;

  const rest = Math.max(0, total - (input ?? 0) - (completion ?? 0));
  const thinkingIsBeside = rest > 0 || (total === 0 && (thought ?? 0) > (completion ?? 0));
  const outside = rest > 0 ? rest : (thought ?? 0);
  const output = thinkingIsBeside && input !== null ? (completion ?? 0) + outside : completion;
  return {
    inputTokens: input,
    cachedTokens: Math.min(cached, input ?? 0),
    outputTokens: output,
    thinkingTokens: thought ?? (thinkingIsBeside ? outside : null),
  };
}

/**
 * The usage that counts: as reported where that can be true, else as estimated, and then marked. No prompt is empty, and
 * what was written took tokens, so a zero for either was not counted by anybody.
 */
export function usageOf(
  reported: ReportedUsage | null,
  estimate: Omit<Usage, "cachedTokens" | "estimated">,
): Usage {
  const input = reported?.inputTokens || null;
  const output = estimate.outputTokens > 0 ? reported?.outputTokens || null : (reported?.outputTokens ?? 0);
  const outputTokens = output ?? estimate.outputTokens;
  const thinking = reported?.thinkingTokens ?? null;
  return {
    inputTokens: input ?? estimate.inputTokens,
    cachedTokens: input === null ? 0 : (reported?.cachedTokens ?? 0),
    outputTokens,
    ...(thinking !== null && thinking > 0 && { thinkingTokens: Math.min(thinking, outputTokens) }),
    estimated: (input === null && estimate.inputTokens > 0) || output === null,
  };
}

function first(from: Record<string, unknown>, ...names: string[]): number | null {
  for (const name of names) {
    const value = from[name];
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  }
  return null;
}

function inner(from: Record<string, unknown>, ...names: string[]): Record<string, unknown> {
  for (const name of names) {
    const value = from[name];
    // Members of any non-null object may be read as unknown.
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  }
  return {};
}
