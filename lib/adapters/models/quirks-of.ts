import type { Quirk } from "../../run/quirk.ts";

/** A quirk of an endpoint; `model` null: with every model. */
export type KnownQuirk = { model: string | null; quirk: Quirk };

/** Quirks of which one takes the other's place. */
const OPPOSITE: Partial<Record<Quirk, Quirk>> = {
  "max-tokens": "max-completion-tokens",
  "max-completion-tokens": "max-tokens",
};

/** The quirk whose place this one takes; null for most. */
export function oppositeOf(quirk: Quirk): Quirk | null {
  return OPPOSITE[quirk] ?? null;
}

/** Adds a quirk to a list, in place of its opposite. */
export function withQuirk(quirks: readonly Quirk[], quirk: Quirk): Quirk[] {
  return [...quirks.filter((known) => known !== quirk && known !== OPPOSITE[quirk]), quirk];
}

/**
 * What a model's requests differ by at an endpoint: what is known of the model goes before what is known of all. Where
 * nothing is known the limit is tried as `max_tokens`, except with OpenAI's own API: who doesn't know that name says so, while
 * many who know it alone pass over the newer one without a word.
 */
export function quirksOf(baseUrl: string, model: string, known: readonly KnownQuirk[]): Quirk[] {
  const presumed: Quirk[] = isOpenAi(baseUrl) ? [] : ["max-tokens"];
  const ofAll = known.filter((entry) => entry.model === null);
  const ofModel = known.filter((entry) => entry.model === model);
  return [...ofAll, ...ofModel].reduce((quirks, { quirk }) => withQuirk(quirks, quirk), presumed);
}

function isOpenAi(baseUrl: string): boolean {
  return /(^|\.)(openai|azure)\.com$/i.test(new URL(baseUrl).hostname);
}
