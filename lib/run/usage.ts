import { z } from "zod";

/** Tokens of one model call; `estimated` when the endpoint reported none and we counted bytes. */
export const Usage = z.strictObject({
  inputTokens: z.int().nonnegative(),
  cachedTokens: z.int().nonnegative(),
  outputTokens: z.int().nonnegative(),
  estimated: z.boolean(),
});
export type Usage = z.infer<typeof Usage>;

/** What a model call may take at most: reserved when it begins, under a limit. */
export const Reserved = z.strictObject({
  inputTokens: z.int().nonnegative(),
  outputTokens: z.int().nonnegative(),
  /** Nano-dollars; null when the model has no price. */
  costNanos: z.int().nonnegative().nullable(),
});
export type Reserved = z.infer<typeof Reserved>;

/** Adds the tokens of two calls; the sum is estimated when either is. */
export function addUsage(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    cachedTokens: a.cachedTokens + b.cachedTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    estimated: a.estimated || b.estimated,
  };
}
