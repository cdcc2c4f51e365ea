import type { Usage } from "../../../run/usage.ts";

/** What the scripted models cost, nano-dollars per token. */
export const PRICES: Record<string, { input: number; output: number }> = {
  small: { input: 100, output: 400 },
  big: { input: 1_000, output: 4_000 },
  odd: { input: 33.3, output: 12.5 },
};

/** The cost of a call, nano-dollars. */
export function costOf(model: string, { inputTokens, outputTokens }: Usage): number {
  const price = PRICES[model];
  if (!price) throw new Error(`expected a model with a price, got ${model}`);
  return Math.ceil(inputTokens * price.input + outputTokens * price.output);
}
