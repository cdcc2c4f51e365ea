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
 * itself, not because its reader had enough; `bytes` is how much of it came.
 */
export type Watch = {
  fetch: Fetch;
  /** Hands on a body's text as it comes, until that is false. Throws `NotUtf8Error`, and what the connection throws. */
  read: (body: ReadableStream<Uint8Array>, onText: (text: string) => boolean) => Promise<void>;
  asked: () => boolean;
  answered: () => boolean;
  ended: () => boolean;
  bytes: () => number;
  stop: () => void;
};

/**
 * Watches one call: when a wait runs out, `stop` is aborted with a `WaitOverError`, and whenever it is aborted, the request
 * and the reading end. A response that is no stream of events comes with its body watched; that of one is for `read`.
 */
export function watchResponse(fetch: Fetch, waits: Waits, stop: AbortController): Watch {
  const { signal } = stop;
  let asked = false;
  let answered = false;
  let ended = false;
  let received = 0;
  const over = (wait: keyof Waits) => stop.abort(new WaitOverError(wait, waits[wait]));
  const total = setTimeout(over, waits.totalMs, "totalMs");
  const first = setTimeout(over, waits.firstByteMs, "firstByteMs");
  let idle: NodeJS.Timeout | undefined;

  function alive(bytes: number) {
    if (received === 0) clearTimeout(first);
    received += bytes;
    if (idle) idle.refresh();
    else idle = setTimeout(over, waits.idleMs, "idleMs");
  }

  async function read(body: ReadableStream<Uint8Array>, onText: (text: string) => boolean): Promise<void> {
    const utf8 = new TextDecoder("utf-8", { fatal: true });
    const reader = body.getReader();
    const leave = () => void reader.cancel().catch(() => {});
    if (signal.aborted) return leave();
    // Not every body ends with the signal of its request.
    signal.addEventListener("abort", leave, { once: true });
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (signal.aborted) return;
        if (done) break;
        alive(value.byteLength);
        const text = decoded(utf8, value);
        if (text !== "" && !onText(text)) return;
      }
      ended = true;
      decoded(utf8);
    } finally {
      signal.removeEventListener("abort", leave);
      if (!ended) leave();
    }
  }

  function checked(): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
    const utf8 = new TextDecoder("utf-8", { fatal: true });
    return new TransformStream({
      transform(bytes, body) {
        alive(bytes.byteLength);
        decoded(utf8, bytes);
        body.enqueue(bytes);
      },
      flush() {
        ended = true;
        decoded(utf8);
      },
    });
  }

  return {
    read,
    stop() {
      clearTimeout(total);
      clearTimeout(first);
      clearTimeout(idle);
    },
    asked: () => asked,
    ended: () => ended,
    answered: () => answered,
    bytes: () => received,
    fetch: async (input, init) => {
      signal.throwIfAborted();
      asked = true;
      const response = await fetch(input, { ...init, signal });
      answered = true;
      const { body, ok, status, statusText, headers } = response;
      if (!body || (ok && isStream(headers))) return response;
      return new Response(body.pipeThrough(checked(), { signal }), { status, statusText, headers });
    },
  };
}

/** Whether a reply is read as a stream of events: its type says so, or it has none. */
export function isStream(headers: Headers): boolean {
  const type = mediaType(headers);
  return type === "" || type === "text/event-stream";
}

/** The type of a body, without parameters, in lower case; empty where it is not said. */
export function mediaType(headers: Headers): string {
  const said = headers.get("content-type");
  return said === null ? "" : (said.split(";", 1)[0] ?? "").trim().toLowerCase();
}

function decoded(utf8: TextDecoder, bytes?: Uint8Array): string {
  try {
    return bytes ? utf8.decode(bytes, { stream: true }) : utf8.decode();
  } catch (cause) {
    throw new NotUtf8Error("The reply is not UTF-8 text", { cause });
  }
}
