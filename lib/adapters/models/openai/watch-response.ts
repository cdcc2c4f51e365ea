import type { Fetch } from "../keep-alive-fetch.ts";

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
 * itself, not because its reader had enough.
 */
export type Watch = {
  fetch: Fetch;
  asked: () => boolean;
  answered: () => boolean;
  ended: () => boolean;
  stop: () => void;
};

/** Wraps `fetch` for one call: `onOver` is called once when a wait runs out, and bytes that are no UTF-8 end the body. */
export function watchResponse(fetch: Fetch, waits: Waits, onOver: (error: WaitOverError) => void): Watch {
  let asked = false;
  let answered = false;
  let ended = false;
  const over = (wait: keyof Waits) => () => onOver(new WaitOverError(wait, waits[wait]));
  const total = setTimeout(over("totalMs"), waits.totalMs);
  const first = setTimeout(over("firstByteMs"), waits.firstByteMs);
  let idle: NodeJS.Timeout | undefined;
  const stop = () => {
    clearTimeout(total);
    clearTimeout(first);
    clearTimeout(idle);
  };
  const alive = () => {
    clearTimeout(first);
    if (idle) idle.refresh();
    else idle = setTimeout(over("idleMs"), waits.idleMs);
  };

  return {
    stop,
    asked: () => asked,
    ended: () => ended,
    answered: () => answered,
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
      if (ok && headers.get("content-type")?.startsWith("text/event-stream")) {
        // The SDK reads a stream of events by its status, headers and body alone, and takes any body that can be iterated.
        // A second web stream around the first would cost more than all the rest of a short call.
        return { ok, status, statusText, headers, url, body: watched } as unknown as Response;
      }
      return new Response(streamOf(watched), { status, statusText, headers });
    },
  };
}

/** The body's bytes as they come: each a sign of life, checked to be UTF-8. */
async function* guard(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  alive: () => void,
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
    alive();
    check(bytes);
    yield bytes;
  }
  end();
  check();
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
