import { expect, test } from "vitest";
import { readUsage, usageOf } from "./read-usage.ts";

const read = (usage: Record<string, unknown>) => readUsage(usage);
const counted = (
  inputTokens: number,
  cachedTokens: number,
  outputTokens: number,
  thinkingTokens: number | null = null,
) => ({
  inputTokens,
  cachedTokens,
  outputTokens,
  thinkingTokens,
});

test.each([
  [
    "OpenAI: cached and reasoning inside the totals",
    {
      prompt_tokens: 2_006,
      completion_tokens: 300,
      total_tokens: 2_306,
      prompt_tokens_details: { cached_tokens: 1_920, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 256 },
    },
    counted(2_006, 1_920, 300, 256),
  ],
  [
    "Anthropic: cache read and creation beside the input",
    {
      input_tokens: 21,
      output_tokens: 393,
      cache_read_input_tokens: 188_086,
      cache_creation_input_tokens: 1_000,
    },
    counted(189_107, 188_086, 393),
  ],
  [
    "Anthropic: a small cache is beside the input too",
    {
      input_tokens: 5_000,
      output_tokens: 10,
      cache_read_input_tokens: 1_000,
      cache_creation_input_tokens: 0,
    },
    counted(6_000, 1_000, 10),
  ],
  [
    "a gateway before Anthropic that puts the cache inside the prompt",
    { prompt_tokens: 2_000, completion_tokens: 50, total_tokens: 2_050, cache_read_input_tokens: 1_500 },
    counted(2_000, 1_500, 50),
  ],
  [
    "a gateway that leaves the cache beside the prompt and adds it up",
    { prompt_tokens: 2_000, completion_tokens: 50, total_tokens: 3_550, cache_read_input_tokens: 1_500 },
    counted(3_500, 1_500, 50),
  ],
  [
    "DeepSeek: hits and misses make the prompt",
    {
      prompt_tokens: 100,
      completion_tokens: 40,
      total_tokens: 140,
      prompt_cache_hit_tokens: 64,
      prompt_cache_miss_tokens: 36,
      completion_tokens_details: { reasoning_tokens: 30 },
    },
    counted(100, 64, 40, 30),
  ],
  [
    "Gemini: thoughts outside the completion, in the total alone",
    { prompt_tokens: 7, completion_tokens: 9, total_tokens: 500 },
    counted(7, 0, 493, 484),
  ],
  [
    "xAI: reasoning reported and outside the completion",
    {
      prompt_tokens: 32,
      completion_tokens: 9,
      total_tokens: 135,
      prompt_tokens_details: { cached_tokens: 6 },
      completion_tokens_details: { reasoning_tokens: 94 },
    },
    counted(32, 6, 103, 94),
  ],
  [
    "reasoning larger than the completion, without a total",
    { prompt_tokens: 10, completion_tokens: 5, completion_tokens_details: { reasoning_tokens: 50 } },
    counted(10, 0, 55, 50),
  ],
  [
    "Moonshot: cached at the top",
    { prompt_tokens: 50, completion_tokens: 5, total_tokens: 55, cached_tokens: 40 },
    counted(50, 40, 5),
  ],
  ["Ollama's own names", { prompt_eval_count: 26, eval_count: 298 }, counted(26, 0, 298)],
  [
    "OpenRouter, with its cost",
    {
      prompt_tokens: 194,
      completion_tokens: 2,
      total_tokens: 196,
      cost: 0.95,
      prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 100 },
      completion_tokens_details: { reasoning_tokens: 0 },
    },
    counted(194, 0, 2, 0),
  ],
])("%s", (_, usage, expected) => {
  expect(read(usage)).toEqual(expected);
});

test.each([
  [{}],
  [{ prompt_tokens: -1, completion_tokens: "5" }],
  [{ total_tokens: 12 }],
  [{ prompt_tokens: 1.5 }],
])("%o is no usage", (usage) => {
  expect(read(usage)).toBeNull();
});

const estimate = { inputTokens: 12, outputTokens: 3 };

test("a zero for what was sent or written is not believed: it is estimated and marked", () => {
  const zero = { inputTokens: 0, cachedTokens: 0, outputTokens: 0, thinkingTokens: null };
  expect(usageOf(zero, estimate)).toEqual({ ...estimate, cachedTokens: 0, estimated: true });
  expect(usageOf({ ...zero, inputTokens: 20 }, estimate)).toMatchObject({
    inputTokens: 20,
    outputTokens: 3,
    estimated: true,
  });
});

test("nothing written takes no tokens, and what is reported as it must be is no estimate", () => {
  const reported = { inputTokens: 20, cachedTokens: 8, outputTokens: 0, thinkingTokens: null };
  expect(usageOf(reported, { ...estimate, outputTokens: 0 })).toEqual({
    inputTokens: 20,
    cachedTokens: 8,
    outputTokens: 0,
    estimated: false,
  });
});

test("without a report all is estimated; a request that was never taken took nothing", () => {
  expect(usageOf(null, estimate)).toEqual({ ...estimate, cachedTokens: 0, estimated: true });
  expect(usageOf(null, { inputTokens: 0, outputTokens: 0 })).toEqual({
    inputTokens: 0,
    cachedTokens: 0,
    outputTokens: 0,
    estimated: false,
  });
});
