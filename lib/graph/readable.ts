import { isJsonObject, type Json } from "./json.ts";

/**
 * Text that every store, endpoint and page can hold: NUL and lone surrogates, which some refuse and HTML can't
 * express, become U+FFFD, the replacement character.
 */
export function readable(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes("\0") ? whole.replaceAll("\0", "\ufffd") : whole;
}

/**
 * Does the same for all texts and keys of a JSON value; returns the value itself where there is nothing to replace.
 */
export function readableJson(json: Json): Json {
  if (typeof json === "string") return readable(json);
  if (Array.isArray(json)) {
    const items = json.map(readableJson);
    return items.some((item, at) => item !== json[at]) ? items : json;
  }
  if (!isJsonObject(json)) return json;
  const entries = Object.entries(json).map(([key, value]) => ({
    key,
    value,
    to: readable(key),
    as: readableJson(value),
  }));
  if (entries.every(({ key, value, to, as }) => key === to && value === as)) return json;
  return Object.fromEntries(entries.map(({ to, as }) => [to, as]));
}
