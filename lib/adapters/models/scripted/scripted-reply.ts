/** A call in a scripted reply; `arguments` is the raw text, valid JSON or not. */
export type ScriptedCall = { id?: string; name: string; arguments: string };

/**
 * How the scripted server answers one request. `reply` streams a completion, with what may go wrong on the way:
 * the connection cut after so many bytes of the body, silence after so many events (until the client goes), bytes
 * sent so few at a time that code points come in parts. `stream` sends chunk objects as they are.
 */
export type ScriptedReply =
  | {
      kind: "reply";
      text?: string;
      calls?: ScriptedCall[];
      finishReason?: string;
      usage?: { prompt_tokens: number; completion_tokens: number } | null;
      firstTokenMs?: number;
      msPerToken?: number;
      cutAfterBytes?: number;
      hangAfterEvents?: number;
      bytesPerWrite?: number;
      /** Sent compressed, event by event. */
      encoding?: "gzip";
    }
  | { kind: "status"; status: number; headers?: Record<string, string>; body?: unknown }
  | { kind: "raw"; status?: number; contentType: string | null; body: string | Uint8Array }
  | { kind: "stream"; chunks: unknown[]; done?: boolean }
  | { kind: "close" }
  | { kind: "hang" }
  /** The simulated model's answer to this very request, at once unless a pace is given. */
  | { kind: "simulated"; firstTokenMs?: number; msPerToken?: number };

/** An error body as OpenAI-compatible endpoints word it. */
export function errorBody(message: string, code: string | null = null, type = "error"): object {
  return { error: { message, type, code, param: null } };
}

/** 429; `retryAfter` as the header's text: seconds, an HTTP date, anything; null leaves it out. */
export function rateLimited(retryAfter: string | null): ScriptedReply {
  return {
    kind: "status",
    status: 429,
    headers: retryAfter === null ? {} : { "retry-after": retryAfter },
    body: errorBody("Rate limit reached for requests", "rate_limit_exceeded", "requests"),
  };
}

/** 401 with the wording of a wrong key. */
export function unauthorized(): ScriptedReply {
  return {
    kind: "status",
    status: 401,
    body: errorBody("Incorrect API key provided", "invalid_api_key", "invalid_request_error"),
  };
}

/** A page where an API was expected, as a wrong base URL or a captive portal gives. */
export function htmlPage(): ScriptedReply {
  return {
    kind: "raw",
    contentType: "text/html; charset=utf-8",
    body: "<!doctype html><html><head><title>Welcome</title><style>b{}</style></head><body><b>It works</b></body></html>",
  };
}

/** Twelve ways in which models break the JSON of a call's arguments; each is no JSON object. */
export const BROKEN_ARGUMENTS: readonly string[] = [
  "",
  "{",
  '{"id":',
  '{"id":"A-1"',
  '{"id":"A-1",}',
  "{'id':'A-1'}",
  '{id:"A-1"}',
  '```json\n{"id":"A-1"}\n```',
  '{"id":"A-1"} and {"id":"A-2"}',
  '{"id":"A\n1"}',
  "null",
  '["A-1"]',
];

/** Valid JSON arguments of about `bytes` bytes. */
export function largeArguments(bytes: number): string {
  return JSON.stringify({ id: "A".repeat(bytes) });
}
