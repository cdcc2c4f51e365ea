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
      if (!response.body) return response;
      const end = () => {
        ended = true;
      };
      return new Response(guard(response.body, alive, end), {
        status: response.status,
        statusText: response.statusText,
        headers: response.headers,
      });
    },
  };
}

function guard(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  alive: () => void,
  end: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  const check = (bytes?: Uint8Array) => {
    try {
      utf8.decode(bytes, { stream: bytes !== undefined });
    } catch (cause) {
      void reader.cancel().catch(() => {});
      throw new NotUtf8Error("The reply is not UTF-8 text", { cause });
    }
  };
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) {
          end();
          check();
          controller.close();
          return;
        }
        alive();
        check(value);
        controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    // Nothing is read ahead of the reader, so `ended` tells whether it wanted to reach the end.
    { highWaterMark: 0 },
  );
}
