import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { completionEvents, DONE, wholeCompletion } from "../completion-events.ts";
import { answerRequest } from "../simulated/answer-request.ts";
import { estimatePromptTokens, estimateTokens } from "../token-estimate.ts";
import { errorBody, type ScriptedReply } from "./scripted-reply.ts";

/** A request as it came, with its times (ms, monotonic) and how many were open when it began, itself included. */
export type RecordedRequest = {
  method: string;
  path: string;
  headers: http.IncomingHttpHeaders;
  body: unknown;
  startedAt: number;
  endedAt: number | null;
  open: number;
  /** The client went before the answer was complete. */
  left: boolean;
};

/** Replies in order, or a function of the request and its number (0, 1 …) among the completions. */
export type Script = ScriptedReply[] | ((body: unknown, ordinal: number) => ScriptedReply);

/** A running scripted server. */
export type ScriptedServer = {
  /** With `/v1`, as a connection needs it. */
  baseUrl: string;
  requests: RecordedRequest[];
  completions: () => RecordedRequest[];
  /** The most requests for completions that were open at once. */
  maxOpen: () => number;
  /** Replaces what is left of the script. */
  play: (script: Script) => void;
  close: () => Promise<void>;
};

/**
 * An OpenAI-compatible model server on 127.0.0.1 whose answers are scripted, faults included. With `key`, other
 * bearer keys get a 401; `GET /v1/models` lists `models`.
 */
export async function startScriptedServer({
  script = [],
  models = ["scripted-model"],
  key = null,
  port = 0,
}: {
  script?: Script;
  models?: string[];
  key?: string | null;
  port?: number;
} = {}): Promise<ScriptedServer> {
  const requests: RecordedRequest[] = [];
  const closing = new AbortController();
  let playing = script;
  let ordinal = 0;
  let open = 0;

  const server = http.createServer(async (request, response) => {
    open += 1;
    const record: RecordedRequest = {
      method: request.method ?? "",
      path: request.url ?? "",
      headers: request.headers,
      body: null,
      startedAt: performance.now(),
      endedAt: null,
      open,
      left: false,
    };
    requests.push(record);
    response.once("close", () => {
      open -= 1;
      record.endedAt = performance.now();
      record.left = !response.writableFinished;
    });
    try {
      const text = await textOf(request);
      record.body = parsed(text);
      if (key !== null && request.headers.authorization !== `Bearer ${key}`) {
        sendJson(response, 401, errorBody("Incorrect API key provided", "invalid_api_key"));
      } else if (record.method === "GET" && record.path === "/v1/models") {
        const data = models.map((id) => ({ id, object: "model", created: 0, owned_by: "scripted" }));
        sendJson(response, 200, { object: "list", data });
      } else if (record.method === "POST" && record.path === "/v1/chat/completions") {
        const reply = typeof playing === "function" ? playing(record.body, ordinal) : playing[ordinal];
        ordinal += 1;
        const missing = errorBody(`The script has no reply for request ${ordinal}`);
        await perform(
          reply ?? { kind: "status", status: 500, body: missing },
          text,
          response,
          closing.signal,
        );
      } else {
        sendJson(response, 404, errorBody(`Nothing at ${record.method} ${record.path}`));
      }
    } catch {
      response.destroy();
    }
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  // A TCP server's address is an object; only pipes have text.
  const address = server.address() as AddressInfo;
  const completions = () => requests.filter((request) => request.path === "/v1/chat/completions");
  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    requests,
    completions,
    maxOpen: () => Math.max(0, ...completions().map((request) => request.open)),
    play(next) {
      playing = next;
      ordinal = 0;
    },
    async close() {
      closing.abort();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function perform(
  reply: ScriptedReply,
  body: string,
  response: http.ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  switch (reply.kind) {
    case "close":
      response.socket?.destroy();
      return;
    case "hang":
      await gone(response);
      return;
    case "status":
      sendJson(response, reply.status, reply.body ?? errorBody(`Scripted ${reply.status}`), reply.headers);
      return;
    case "raw":
      response.writeHead(200, reply.contentType === null ? {} : { "content-type": reply.contentType });
      response.end(reply.body);
      return;
    case "stream":
      openStream(response);
      for (const chunk of reply.chunks) {
        response.write(`data: ${typeof chunk === "string" ? chunk : JSON.stringify(chunk)}\n\n`);
      }
      response.end(reply.done === false ? undefined : DONE);
      return;
    case "simulated":
      return performSimulated(reply, body, response, closing);
    case "reply":
      return performReply(reply, body, response, closing);
  }
}

async function performSimulated(
  { firstTokenMs = 0, msPerToken = 0 }: Extract<ScriptedReply, { kind: "simulated" }>,
  body: string,
  response: http.ServerResponse,
  closing: AbortSignal,
) {
  const answer = answerRequest(body);
  if (!answer.ok) {
    sendJson(response, answer.status, { error: answer.error });
    return;
  }
  if (!answer.stream) {
    sendJson(response, 200, wholeCompletion(answer.completion));
    return;
  }
  openStream(response);
  if (firstTokenMs > 0) await wait(firstTokenMs, undefined, { signal: closing });
  for (const { data, tokens } of completionEvents(answer.completion)) {
    if (msPerToken > 0 && tokens > 0) await wait(msPerToken * tokens, undefined, { signal: closing });
    response.write(data);
  }
  response.end();
}

async function performReply(
  reply: Extract<ScriptedReply, { kind: "reply" }>,
  body: string,
  response: http.ServerResponse,
  closing: AbortSignal,
) {
  const { text = "", calls = [], firstTokenMs = 0, msPerToken = 0, bytesPerWrite } = reply;
  const request = parsed(body);
  const asked = typeof request === "object" && request !== null ? request : {};
  const written = text + calls.map((call) => call.name + call.arguments).join("");
  const completion = {
    id: "chatcmpl-scripted",
    model: "model" in asked && typeof asked.model === "string" ? asked.model : "scripted-model",
    created: Math.floor(Date.now() / 1000),
    text,
    calls: calls.map((call, index) => ({ ...call, id: call.id ?? `call_${index + 1}` })),
    finishReason: reply.finishReason ?? (calls.length > 0 ? "tool_calls" : "stop"),
    usage:
      reply.usage === undefined
        ? { prompt_tokens: estimatePromptTokens(asked), completion_tokens: estimateTokens(written) }
        : reply.usage,
  };
  openStream(response);
  if (firstTokenMs > 0) await wait(firstTokenMs, undefined, { signal: closing });
  let sent = 0;
  let events = 0;
  for (const { data, tokens } of completionEvents(completion)) {
    if (events === reply.hangAfterEvents) {
      await gone(response);
      return;
    }
    events += 1;
    if (msPerToken > 0 && tokens > 0) await wait(msPerToken * tokens, undefined, { signal: closing });
    const bytes = Buffer.from(data);
    const left = (reply.cutAfterBytes ?? Number.POSITIVE_INFINITY) - sent;
    if (bytes.byteLength >= left) {
      await write(response, bytes.subarray(0, left), bytesPerWrite);
      response.socket?.destroy();
      return;
    }
    await write(response, bytes, bytesPerWrite);
    sent += bytes.byteLength;
  }
  response.end();
}

/** Writes in pieces of `size` bytes, each flushed to the socket before the next. */
async function write(
  response: http.ServerResponse,
  bytes: Uint8Array,
  size = bytes.byteLength,
): Promise<void> {
  for (let at = 0; at < bytes.byteLength; at += size) {
    await new Promise<void>((resolve, reject) => {
      response.write(bytes.subarray(at, at + size), (error) => (error ? reject(error) : resolve()));
    });
  }
}

function openStream(response: http.ServerResponse): void {
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
  });
  response.flushHeaders();
}

function sendJson(
  response: http.ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

async function gone(response: http.ServerResponse): Promise<void> {
  if (!response.destroyed) await once(response, "close");
}

async function textOf(request: http.IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
