import { isJsonObject, type Json } from "../graph/json.ts";
import type { Span, Trace } from "./trace.ts";
import { parseValue } from "./value-text.ts";

/** The most characters of an item that stand beside its number. */
const SHORT = 48;

/** The ordinal of the item for which a map asked, counted from 1; null for a span that answers no map. */
export const itemNumber = (span: Span | null): number | null =>
  span?.origin?.by === "item" ? span.origin.index + 1 : null;

/** Of a visit for an item, or a call inside it: which of how many items it is, "2 of 3"; null for others. */
export function itemPlace(trace: Trace, span: Span): string | null {
  const visit = span.kind === "step" ? span : trace.spans.get(span.parent ?? 0);
  const number = visit ? itemNumber(visit) : null;
  if (!visit || number === null) return null;
  const count = trace.spans.get(visit.parent ?? 0)?.items?.count;
  return count === undefined ? `item ${number}` : `${number} of ${count}`;
}

/**
 * What an item is, in a few characters: what its worker received or, where that has fields of plain values, these.
 * Null where it is long, or not there yet.
 */
export function itemValue({ origin, received }: Span): string | null {
  if (origin?.by !== "item" || received?.inline === undefined || received.bytes > 8 * SHORT) return null;
  const text = shortText(parseValue(received.inline));
  return text.length > 0 && text.length <= SHORT ? text : null;
}

function shortText(json: Json): string {
  if (typeof json === "string") return json;
  if (!isJsonObject(json)) return JSON.stringify(json);
  const values = Object.values(json);
  const [only] = values;
  if (only !== undefined && values.length === 1) return shortText(only);
  const arePlain = values.length > 0 && values.every((value) => value === null || typeof value !== "object");
  return arePlain ? values.map((value) => String(value)).join(", ") : JSON.stringify(json);
}
