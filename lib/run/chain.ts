type Sha256 = (text: string) => string;

/** The link before the first event. */
export const CHAIN_START = "0".repeat(64);

/**
 * The events of one append in their order and in the form they were stored in, the seq of the last one, and the link that
 * they make. Logs of earlier versions have a link for each event.
 */
export type ChainLink = { seq: number; events: readonly object[]; hash: string };

/**
 * JSON with sorted keys, in which a value is reduced to its hash and size, so that erasing its text changes
 * nothing.
 */
export function canonicalEvent(event: object): string {
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

/** The chain's next link: SHA-256 over the link before and the events of an append. */
export function chainHash(previous: string, events: readonly object[], sha256: Sha256): string {
  let text = previous;
  for (const event of events) text += canonicalEvent(event);
  return sha256(text);
}

/** The seq of the first event whose link does not fit what is stored; null when all links do. */
export function firstBrokenLink(links: readonly ChainLink[], sha256: Sha256): number | null {
  let previous = CHAIN_START;
  let last = 0;
  for (const { seq, events, hash } of links) {
    if (chainHash(previous, events, sha256) !== hash) return last + 1;
    previous = hash;
    last = seq;
  }
  return null;
}
