import type { RunEvent } from "./event.ts";

type Sha256 = (text: string) => string;

/** The chain's beginning, before the first event. */
export const CHAIN_START = "0".repeat(64);

/** JSON with sorted keys, in which every value is only its salted hash and size: erasing its text changes nothing. */
export function canonicalEvent(event: RunEvent): string {
  return canonical(event);
}

function canonical(json: unknown): string {
  if (Array.isArray(json)) return `[${json.map(canonical).join(",")}]`;
  if (typeof json !== "object" || json === null) return JSON.stringify(json);
  const isValue = "hash" in json && "salt" in json && "bytes" in json && "preview" in json;
  const kept = Object.entries(json)
    .filter(([key, item]) => item !== undefined && !(isValue && key !== "hash" && key !== "bytes"))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${kept.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(",")}}`;
}

/** The chain's next link: SHA-256 over the link before and the event. */
export function chainHash(previous: string, event: RunEvent, sha256: Sha256): string {
  return sha256(previous + canonicalEvent(event));
}

/** The first event whose stored link doesn't fit, as its seq; null when all fit. `hashes[i]` belongs to `events[i]`. */
export function firstBrokenLink(events: RunEvent[], hashes: string[], sha256: Sha256): number | null {
  let link = CHAIN_START;
  for (const [index, event] of events.entries()) {
    link = chainHash(link, event, sha256);
    if (link !== hashes[index]) return event.seq;
  }
  return null;
}
