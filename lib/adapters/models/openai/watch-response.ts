import type { Fetch } from "../keep-alive-fetch.ts";
import { exactLines } from "./exact-lines.ts";

/** Longest waits of a model call, ms: for the first byte of the reply, between two bytes, and in all. */
export type Waits = { firstByteMs: number; idleMs: number; totalMs: number };

/** Which wait of a model call ran out. */
export class WaitOverError extends Error {
  readonly wait: keyof Waits;
  readonly waitedMs: number;

  constructor(wait: keyof Waits, waitedMs: number) {
    super(`${wait} of ${waitedMs} ms is over`);
    this.name = "WaitOverError";
    this.wait = wait;
    this.waitedMs = waitedMs;
  }
}

/** The reply's bytes were not UTF-8. */
export class NotUtf8Error extends Error {
  override readonly name = "NotUtf8Error";
}

/**
 * The clocks of one call. `asked` and `answered`: the request went out, headers came back. `ended`: the body ended by
 * itself, not because its reader had enough; `bytes` is how much of it came.
 */
export type Watch = {
  fetch: Fetch;
  asked: () => boolean;
  answered: () => boolean;
  ended: () => boolean;
  bytes: () => number;
  stop: () => void;
};

/** Wraps `fetch` for one call: `onOver` is called once when a wait runs out, and bytes that are no UTF-8 end the body. */
export function watchResponse(fetch: Fetch, waits: Waits, onOver: (error: WaitOverError) => void): Watch {
  let asked = false;
  let answered = false;
  let ended = false;
  let received = 0;
  const over = (wait: keyof Waits) => () => onOver(new WaitOverError(wait, waits[wait]));
  const total = setTimeout(over("totalMs"), waits.totalMs);
  const first = setTimeout(over("firstByteMs"), waits.firstByteMs);
  let idle: NodeJS.Timeout | undefined;
  const stop = () => {
    clearTimeout(total);
    clearTimeout(first);
    clearTimeout(idle);
  };
  const alive = (bytes: number) => {
    received += bytes;
    clearTimeout(first);
    if (idle) idle.refresh();
    else idle = setTimeout(over("idleMs"), waits.idleMs);
  };

  return {
    stop,
    asked: () => asked,
    ended: () => ended,
    answered: () => answered,
    bytes: () => received,
    fetch: async (input, init) => {
      asked = true;
      const response = await fetch(input, init);
      answered = true;
      const { body, ok, status, statusText, headers, url } = response;
      if (!body) return response;
      const end = () => {
        ended = true;
      };
      const watched = guard(body, alive, end);
      const type = headers.get("content-type")?.trim().toLowerCase() ?? "";
      if (ok && (type === "" || type.startsWith("text/event-stream"))) {
        // The SDK reads a stream of events by its status, headers and body alone, and takes any body that can be iterated.
        // A second web stream around the first would cost more than all the rest of a short call.
        return {
          ok,
          status,
          statusText,
          headers,
          url,
          body: exactLines(eventsOf(watched)),
        } as unknown as Response;
      }
      return new Response(streamOf(watched), { status, statusText, headers });
    },
  };
}

/** The body's bytes as they come: each a sign of life, checked to be UTF-8. */
async function* guard(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  alive: (bytes: number) => void,
  end: () => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  const check = (bytes?: Uint8Array) => {
    try {
      utf8.decode(bytes, { stream: bytes !== undefined });
    } catch (cause) {
      throw new NotUtf8Error("The reply is not UTF-8 text", { cause });
    }
  };
  for await (const bytes of body) {
    alive(bytes.byteLength);
    check(bytes);
    yield bytes;
  }
  end();
  check();
}

const OPENING = new TextEncoder().encode("data: ");
const CLOSING = new TextEncoder().encode("\n\n");
const BRACE = 0x7b;

/**
 * A body as events. The last one counts also where the line end after it is missing, and a JSON object where events were
 * asked for is one event: line breaks in it stand between its parts only, so blanks take their place.
 */
async function* eventsOf(
  body: AsyncIterable<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  let isObject: boolean | null = null;
  for await (const bytes of body) {
    if (isObject === null) {
      const first = bytes.find((byte) => byte > 0x20);
      if (first !== undefined) isObject = first === BRACE;
      if (isObject) yield OPENING;
    }
    yield isObject ? bytes.map((byte) => (byte === 0x0a || byte === 0x0d ? 0x20 : byte)) : bytes;
  }
  yield CLOSING;
}

function streamOf(bytes: AsyncGenerator<Uint8Array<ArrayBuffer>, void>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await bytes.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await bytes.return();
    },
  });
}
