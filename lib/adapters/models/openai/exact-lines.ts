import { quoteInexact } from "../../../graph/exact-json.ts";

const NEWLINE = 0x0a;

/**
 * Passes on whole lines of a stream of events, with each number that a double can't hold (arguments sent as an object,
 * with an id of 18 digits) as its text: the SDK parses with JSON.parse, which would round it. What has no such number goes
 * through as the same bytes; a line that is not complete waits for its end, as the SDK would make it wait.
 */
export async function* exactLines(
  body: AsyncIterable<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  let started: Uint8Array<ArrayBuffer>[] = [];
  for await (const bytes of body) {
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      started.push(bytes);
      continue;
    }
    yield exact(join([...started, bytes.subarray(0, end)]));
    started = end < bytes.length ? [bytes.subarray(end)] : [];
  }
  if (started.length > 0) yield exact(join(started));
}

function join(parts: Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [first] = parts;
  return parts.length === 1 && first ? first : Buffer.concat(parts);
}

function exact(lines: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(lines);
  const quoted = quoteInexact(text);
  return quoted === text ? lines : new TextEncoder().encode(quoted);
}
