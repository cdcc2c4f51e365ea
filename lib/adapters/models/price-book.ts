import { type KnownPrice, priceOf } from "../../graph/known-price.ts";
import type { Usage } from "../../run/usage.ts";

/**
 * What a model costs from a day on, in nano-dollars per token (one nano-dollar per token is a tenth of a cent per
 * million). `pattern` is a model's name, `*` standing for anything. Requests longer than `maxInputTokens` have
 * another, unlisted price.
 */
export type Price = {
  pattern: string;
  /** The day it holds from, `YYYY-MM-DD` (UTC). */
  from: string;
  input: number;
  cachedInput: number;
  output: number;
  maxInputTokens?: number;
  /** Where the price comes from and when it was read. */
  source: string;
};

/** Finds prices and computes costs. An unknown price is null, never zero. */
export type PriceBook = {
  prices: readonly Price[];
  /** The prices valid at a time, each before those that it overrides. */
  known: (at: number) => KnownPrice[];
  lookup: (model: string, at: number) => Price | null;
  cost: (model: string, usage: Omit<Usage, "estimated">, at: number) => number | null;
};

const DAY_MS = 86_400_000;
/** Documents name models as they like, so what was found is not kept without end. */
const MOST_FOUND = 1_000;

/** A price book over dated rows: the longest matching pattern wins, then the latest date that has come. */
export function createPriceBook(prices: readonly Price[]): PriceBook {
  const rows = prices.toSorted((a, b) => b.pattern.length - a.pattern.length || b.from.localeCompare(a.from));
  let held: { day: number; rows: Price[]; found: Map<string, Price | null> } | null = null;
  const heldOn = (at: number) => {
    const day = Math.floor(at / DAY_MS);
    if (held?.day === day) return held;
    const date = new Date(at).toISOString().slice(0, 10);
    held = { day, rows: rows.filter(({ from }) => from <= date), found: new Map() };
    return held;
  };
  const lookup = (model: string, at: number) => {
    const { rows: prices, found } = heldOn(at);
    const known = found.get(model);
    if (known !== undefined) return known;
    const price = priceOf(prices, model);
    if (found.size >= MOST_FOUND) found.clear();
    found.set(model, price);
    return price;
  };

  return {
    prices,
    known: (at) =>
      heldOn(at).rows.map(({ pattern, input, cachedInput, output, maxInputTokens }) => ({
        pattern,
        input,
        cachedInput,
        output,
        ...(maxInputTokens !== undefined && { maxInputTokens }),
      })),
    lookup,
    cost(model, usage, at) {
      return settledAt(lookup(model, at), usage);
    },
  };
}

type Rates = Pick<Price, "input" | "cachedInput" | "output">;

/** The cost of a call, nano-dollars; null where its price is unknown, or that of a request this long. */
export function settledAt(
  price: (Rates & { maxInputTokens?: number | undefined }) | null,
  usage: Omit<Usage, "estimated">,
): number | null {
  // A call that used nothing cost nothing, whatever its price.
  if (usage.inputTokens === 0 && usage.outputTokens === 0) return 0;
  if (!price || usage.inputTokens > (price.maxInputTokens ?? Number.POSITIVE_INFINITY)) return null;
  return costOf(price, usage);
}

/** The cost of a call at a price, whole nano-dollars, rounded up. Cached tokens are part of the input tokens. */
export function costOf(
  price: Rates,
  { inputTokens, cachedTokens, outputTokens }: Omit<Usage, "estimated">,
): number {
  const cached = Math.min(cachedTokens, inputTokens);
  const exact =
    (inputTokens - cached) * price.input + cached * price.cachedInput + outputTokens * price.output;
  // Prices have at most a few decimals; what floating point adds beyond a millionth is not a nano-dollar.
  return Math.ceil(Math.round(exact * 1e6) / 1e6);
}
