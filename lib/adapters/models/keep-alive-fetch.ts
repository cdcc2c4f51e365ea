import http from "node:http";
import https from "node:https";
import type { Readable } from "node:stream";
import { urlToHttpOptions } from "node:url";
import { checkHost, guardedLookup, ownersPolicy } from "../outbound/outbound-guard.ts";
import { bodyError, unpacked } from "./unpacked-body.ts";

/** The part of `fetch` that model calls need; real endpoints and the simulated model meet here. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** A connection that was not open after the given time; `code` is `ERR_CONNECT_TIMEOUT`. */
export class ConnectTimeoutError extends Error {
  readonly code = "ERR_CONNECT_TIMEOUT";
  readonly timeoutMs: number;

  constructor(host: string, timeoutMs: number) {
    super(`No connection to ${host} within ${timeoutMs} ms`);
    this.name = "ConnectTimeoutError";
    this.timeoutMs = timeoutMs;
  }
}

/** A fetch over kept connections, and the way to close them. */
export type KeepAliveFetch = { fetch: Fetch; close: () => void };

const IDLE_SOCKET_MS = 15_000;
const DRAIN_BYTES = 64 * 1024;
const DRAIN_MS = 1_000;

/**
 * A `fetch` on `node:http` and `node:https` that keeps connections open between calls and streams bodies.
 * It follows no redirects (a secret must not travel to another origin), retries nothing, and refuses addresses where
 * no model endpoint can be.
 */
export function createKeepAliveFetch({ connectTimeoutMs = 10_000 } = {}): KeepAliveFetch {
  // Idle sockets go before usual servers close them, so a call seldom meets a half-dead connection.
  const options = { keepAlive: true, timeout: IDLE_SOCKET_MS };
  const agents = { "http:": new http.Agent(options), "https:": new https.Agent(options) };

  const lookup = guardedLookup(ownersPolicy);
  const targets = new Map<string, Target>();

  /** Most calls go to a few addresses, again and again. */
  function targetOf(address: string): Target {
    const known = targets.get(address);
    if (known) return known;
    const target = readTarget(address);
    if (targets.size >= MOST_TARGETS) targets.clear();
    targets.set(address, target);
    return target;
  }

  const fetch: Fetch = (input, init = {}) =>
    new Promise((resolve, reject) => {
      const target = targetOf(String(input instanceof Request ? input.url : input));
      const { secure, host } = target;
      const signal = init.signal ?? undefined;
      if (signal?.aborted) throw signal.reason;
      const body = bodyOf(init.body);

      const request = (secure ? https : http).request({
        ...target.options,
        method: init.method ?? "GET",
        headers: headersOf(target, init.headers, body),
        agent: secure ? agents["https:"] : agents["http:"],
        lookup,
      });
      const abort = () => request.destroy(asError(signal?.reason));
      signal?.addEventListener("abort", abort, { once: true });
      const settle = () => signal?.removeEventListener("abort", abort);
      request.once("close", settle);
      request.on("error", reject);
      request.once("socket", (socket) => {
        if (!socket.connecting) return;
        const timer = setTimeout(
          () => request.destroy(new ConnectTimeoutError(host, connectTimeoutMs)),
          connectTimeoutMs,
        );
        socket.once(secure ? "secureConnect" : "connect", () => clearTimeout(timer));
        socket.once("close", () => clearTimeout(timer));
      });
      request.once("response", (message) => {
        try {
          resolve(responseOf(message, signal));
        } catch (cause) {
          message.destroy();
          reject(cause);
        }
      });
      request.end(body);
    });

  return {
    fetch,
    close: () => {
      agents["http:"].destroy();
      agents["https:"].destroy();
    },
  };
}

/** Where requests to an address go. */
type Target = { secure: boolean; host: string; options: http.RequestOptions };

const MOST_TARGETS = 1_000;

/** Throws for an address that is none, is no http or https, or is not to be called. */
function readTarget(address: string): Target {
  const url = new URL(address);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new TypeError(`Expected an http or https address, got ${url.protocol}//`);
  }
  // Node looks up names only, so an address literal is checked here.
  checkHost(url.hostname, ownersPolicy);
  return { secure: url.protocol === "https:", host: url.host, options: urlToHttpOptions(url) };
}

/** Names and values in turn, as Node writes them without another look; what it would add to others stands in them, too. */
function headersOf(
  { host, options }: Target,
  given: RequestInit["headers"],
  body: string | Uint8Array | undefined,
): string[] {
  const all = given instanceof Headers ? given : new Headers(given);
  const headers = ["host", host];
  for (const [name, value] of all) if (name !== "content-length") headers.push(name, value);
  if (!all.has("accept-encoding")) headers.push("accept-encoding", "identity");
  if (body !== undefined) headers.push("content-length", String(Buffer.byteLength(body)));
  if (options.auth && !all.has("authorization"))
    headers.push("authorization", `Basic ${Buffer.from(options.auth).toString("base64")}`);
  return headers;
}

/** A text stays one: the request's head and a text go out in one piece. */
function bodyOf(body: RequestInit["body"]): string | Uint8Array | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === "string" || body instanceof Uint8Array) return body;
  throw new TypeError("Expected a request body of text or bytes");
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new DOMException("The call was cancelled", "AbortError");
}

const PACKING = ["content-encoding", "content-length"];
const WITHOUT_BODY = new Set([204, 205, 304]);

function responseOf(message: http.IncomingMessage, signal: AbortSignal | undefined): Response {
  const { statusCode: status = 0, statusMessage: statusText, rawHeaders } = message;
  const bodyless = WITHOUT_BODY.has(status);
  if (bodyless) message.resume();
  const body = bodyless ? message : unpacked(message);
  const response = new Response(bodyless ? null : streamOf(body, message, signal), { status, statusText });
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    response.headers.append(rawHeaders[at] ?? "", rawHeaders[at + 1] ?? "");
  }
  if (body !== message) for (const name of PACKING) response.headers.delete(name);
  return response;
}

/** `body` is what is read, unpacked where need be; `message` the connection's end that must be left usable. */
function streamOf(
  body: Readable,
  message: http.IncomingMessage,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array> {
  let open = true;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const fail = (error: Error) => {
          if (!open) return;
          open = false;
          controller.error(signal?.aborted ? signal.reason : bodyError(error));
        };
        body.on("data", (chunk: Buffer) => {
          if (!open) return;
          controller.enqueue(chunk);
          if ((controller.desiredSize ?? 0) <= 0) body.pause();
        });
        body.once("end", () => {
          if (!open) return;
          open = false;
          controller.close();
        });
        body.once("error", fail);
        body.once("close", () => fail(new Error("The connection was closed before the reply was complete")));
        body.pause();
      },
      pull() {
        body.resume();
      },
      cancel() {
        open = false;
        if (body !== message) {
          message.unpipe();
          body.destroy();
        }
        drain(message);
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: DRAIN_BYTES }),
  );
}

/** Readers stop at the last event; what is left is a few bytes, and reading them keeps the connection usable. */
function drain(message: http.IncomingMessage): void {
  let left = DRAIN_BYTES;
  const timer = setTimeout(() => message.destroy(), DRAIN_MS);
  timer.unref();
  message.on("data", (chunk: Buffer) => {
    left -= chunk.byteLength;
    if (left < 0) message.destroy();
  });
  message.once("close", () => clearTimeout(timer));
  message.resume();
}
