import { z } from "zod";

/**
 * Tokens of one model call. Cached tokens are part of the input, thinking tokens part of the output. `estimated`:
 * the endpoint did not report all of them, so bytes were counted.
 */
export const Usage = z.strictObject({
  inputTokens: z.int().nonnegative(),
  cachedTokens: z.int().nonnegative(),
  outputTokens: z.int().nonnegative(),
  /** Absent where the endpoint did not count them separately. */
  thinkingTokens: z.int().nonnegative().optional(),
  estimated: z.boolean(),
});
export type Usage = z.infer<typeof Usage>;

/** The most that a model call may take, reserved under a limit while it is open. */
export const Reserved = z.strictObject({
  inputTokens: z.int().nonnegative(),
  outputTokens: z.int().nonnegative(),
  /** Nano-dollars; null when the model has no price. */
  costNanos: z.int().nonnegative().nullable(),
});
export type Reserved = z.infer<typeof Reserved>;

/** Adds the tokens of two calls; the sum is estimated when either is. */
export function addUsage(a: Usage, b: Usage): Usage {
  const thinkingTokens = (a.thinkingTokens ?? 0) + (b.thinkingTokens ?? 0);
  return {
    ...(thinkingTokens > 0 && { thinkingTokens }),
    inputTokens: a.inputTokens + b.inputTokens,
    cachedTokens: a.cachedTokens + b.cachedTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    estimated: a.estimated || b.estimated,
  };
}
