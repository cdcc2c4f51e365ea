import type { RunEvent } from "./event.ts";

type Sha256 = (text: string) => string;

/** The link before the first event. */
export const CHAIN_START = "0".repeat(64);

/**
 * JSON with sorted keys, in which a value is reduced to its hash and size, so that erasing its text changes
 * nothing.
 */
export function canonicalEvent(event: RunEvent): string {
  return canonical(event);
}

function canonical(json: unknown): string {
  if (typeof json !== "object" || json === null) return JSON.stringify(json);
  if (Array.isArray(json)) return `[${json.map(canonical).join(",")}]`;
  if ("hash" in json && "bytes" in json)
    return `{"bytes":${JSON.stringify(json.bytes)},"hash":${JSON.stringify(json.hash)}}`;
  // Every other object is a JSON object; a type guard would cost more than all the rest.
  const object = json as Record<string, unknown>;
  let text = "{";
  for (const key of Object.keys(object).sort()) {
    const item = object[key];
    if (item === undefined) continue;
    text += `${text === "{" ? "" : ","}${quoted(key)}:${canonical(item)}`;
  }
  return `${text}}`;
}

const quotedKeys = new Map<string, string>();

/** A key in quotes. The keys of our own events come up again and again, so they are cached. */
function quoted(key: string): string {
  const known = quotedKeys.get(key);
  if (known !== undefined) return known;
  const text = JSON.stringify(key);
  if (quotedKeys.size < 1_000) quotedKeys.set(key, text);
  return text;
}

/** The chain's next link: SHA-256 over the link before and the event. */
export function chainHash(previous: string, event: RunEvent, sha256: Sha256): string {
  return sha256(previous + canonicalEvent(event));
}

/**
 * The seq of the first event whose stored link does not match; null when all match. `hashes[i]` belongs to
 * `events[i]`.
 */
export function firstBrokenLink(events: RunEvent[], hashes: string[], sha256: Sha256): number | null {
  let link = CHAIN_START;
  for (const [index, event] of events.entries()) {
    link = chainHash(link, event, sha256);
    if (link !== hashes[index]) return event.seq;
  }
  return null;
}
