import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import {
  checkUrl,
  guardedLookup,
  type OutboundPolicy,
  OutboundRefusal,
  type Resolve,
} from "../../outbound/outbound-guard.ts";
import { refusedCall } from "../refused-call.ts";
import { Cancelled, ToolProblem } from "../tool-problem.ts";
import { type AnswerBody, readBody } from "./answer-body.ts";

const MAX_REDIRECTS = 5;
const MAX_TIME_MS = 30_000;

/** One request through the guard. `headers` have lower-case names; `secret` goes to the first origin only. */
export interface OutboundRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  secret: { name: string; value: string } | null;
  body: string;
  timeoutMs: number;
}

/** The answer after redirects, its body decoded or with why it could not be. */
export interface OutboundAnswer {
  status: number;
  headers: Record<string, string>;
  body: AnswerBody;
  url: URL;
}

/** What a test or the operator sets around requests. */
export interface OutboundMeans {
  policy: OutboundPolicy;
  resolve?: Resolve;
}

/**
 * The one way out for tools. Every hop is checked by its literal and its dialled address. Throws `ToolProblem` or
 * `Cancelled`; a request that may have changed something and got no answer is thrown as an unknown outcome.
 */
export async function outboundRequest(
  first: OutboundRequest,
  means: OutboundMeans,
  signal: AbortSignal,
): Promise<OutboundAnswer> {
  const limit = AbortSignal.timeout(Math.min(first.timeoutMs, MAX_TIME_MS));
  const stop = AbortSignal.any([signal, limit]);
  let mayBeDone = false;
  let hop: Hop = {
    ...first,
    headers: {
      ...first.headers,
      ...(first.secret ? { [first.secret.name.toLowerCase()]: first.secret.value } : {}),
    },
  };
  try {
    for (let redirects = 0; ; redirects++) {
      checkUrl(hop.url, means.policy);
      const answer = await dial(hop, means, stop, () => {
        if (hop.method !== "GET") mayBeDone = true;
      });
      const next = nextHop(hop, answer);
      if (!next)
        return {
          status: answer.statusCode ?? 0,
          headers: plainHeaders(answer),
          body: await readBody(answer),
          url: hop.url,
        };
      answer.destroy();
      // Who says that the same request goes elsewhere has not done it.
      if (next.method === hop.method) mayBeDone = false;
      if (redirects === MAX_REDIRECTS)
        throw new ToolProblem(
          "address-refused",
          `The call was redirected more than ${MAX_REDIRECTS} times, last to ${next.url.host}.`,
        );
      hop = next;
    }
  } catch (error) {
    if (mayBeDone)
      throw new ToolProblem(
        "http-outcome-unknown",
        `The ${first.method} request was sent to ${first.url.host}, but no complete answer came (${reason(error, signal, limit)}). Look there whether it was done; the header Idempotency-Key has this call's key.`,
        { outcomeUnknown: true, cause: error },
      );
    if (error instanceof ToolProblem) throw error;
    if (error instanceof OutboundRefusal) throw refusedCall(error);
    if (signal.aborted) throw new Cancelled();
    if (limit.aborted)
      throw new ToolProblem(
        "timeout",
        `${first.url.host} did not answer within ${Math.min(first.timeoutMs, MAX_TIME_MS) / 1000} s.`,
        { retryable: true, cause: error },
      );
    throw new ToolProblem(
      "unreachable",
      `${first.url.host} can't be reached: ${reason(error, signal, limit)}. Check the address and that the service runs.`,
      { retryable: true, cause: error },
    );
  }
}

type Hop = Pick<OutboundRequest, "method" | "url" | "headers" | "body">;

function dial(
  hop: Hop,
  means: OutboundMeans,
  signal: AbortSignal,
  connected: () => void,
): Promise<IncomingMessage> {
  return new Promise((answered, failed) => {
    const request = (hop.url.protocol === "https:" ? httpsRequest : httpRequest)(hop.url, {
      method: hop.method,
      headers: {
        "accept-encoding": "gzip, deflate, br, zstd",
        ...hop.headers,
        ...(hop.body === "" ? {} : { "content-length": Buffer.byteLength(hop.body) }),
      },
      lookup: guardedLookup(means.policy, means),
      agent: false,
      signal,
    });
    request.once("socket", (socket) =>
      socket.once(hop.url.protocol === "https:" ? "secureConnect" : "connect", connected),
    );
    request.once("response", answered);
    request.once("error", failed);
    request.end(hop.body);
  });
}

/** Where a redirect leads (RFC 9110, 15.4), without what was meant for the first origin alone; null when it is none. */
function nextHop(hop: Hop, answer: IncomingMessage): Hop | null {
  const { statusCode = 0 } = answer;
  const location = answer.headers.location;
  if (
    ![301, 302, 303, 307, 308].includes(statusCode) ||
    location === undefined ||
    !URL.canParse(location, hop.url.href)
  )
    return null;
  const url = new URL(location, hop.url);
  const rewrite = statusCode === 303 || (statusCode <= 302 && hop.method === "POST");
  const kept =
    url.origin === hop.url.origin
      ? hop.headers
      : pick(hop.headers, ["accept", "accept-language", "content-type", "user-agent"]);
  if (!rewrite) return { ...hop, url, headers: kept };
  return {
    method: "GET",
    url,
    body: "",
    headers: Object.fromEntries(Object.entries(kept).filter(([name]) => name !== "content-type")),
  };
}

function plainHeaders(answer: IncomingMessage): Record<string, string> {
  const entries = Object.entries(answer.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : (value ?? ""),
  ]);
  return Object.fromEntries(entries.filter(([name]) => name !== "set-cookie"));
}

function reason(error: unknown, signal: AbortSignal, limit: AbortSignal): string {
  if (signal.aborted) return "the call was cancelled";
  if (limit.aborted) return "the time limit passed";
  return error instanceof Error
    ? error.message || ("code" in error ? String(error.code) : error.name)
    : String(error);
}

const pick = (headers: Record<string, string>, names: readonly string[]) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => names.includes(name)));
