import { isJsonObject, type Json } from "../graph/json.ts";
import type { Span } from "./trace.ts";
import { parseValue } from "./value-text.ts";

/** The most characters of an item that stand beside its number. */
const SHORT = 48;

/** The ordinal of the item for which a map asked, counted from 1; null for a span that answers no map. */
export const itemNumber = (span: Span | null): number | null =>
  span?.origin?.by === "item" ? span.origin.index + 1 : null;

/**
 * What an item is, in a few characters: what its worker received or, where that is a single field, the value of the field.
 * Null where it is long, or not there yet.
 */
export function itemValue({ origin, received }: Span): string | null {
  if (origin?.by !== "item" || received?.inline === undefined || received.bytes > 8 * SHORT) return null;
  const text = shortText(parseValue(received.inline));
  return text.length > 0 && text.length <= SHORT ? text : null;
}

function shortText(json: Json): string {
  const [only, ...others] = isJsonObject(json) ? Object.values(json) : [];
  const value = only === undefined || others.length > 0 ? json : only;
  return typeof value === "string" ? value : JSON.stringify(value);
}
