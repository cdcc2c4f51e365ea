/** A model's price as people read it: US dollars for a million tokens, from a day on (`YYYY-MM-DD`). */
export type PriceRow = {
  /** Null for a price that came with the app. */
  id: string | null;
  pattern: string;
  from: string;
  input: number;
  cachedInput: number;
  output: number;
  source: string;
};
