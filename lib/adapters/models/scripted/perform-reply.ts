import { once } from "node:events";
import type http from "node:http";
import type { Writable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { constants, createGzip } from "node:zlib";
import { completionEvents, DONE, wholeCompletion } from "../completion-events.ts";
import { answerRequest } from "../simulated/answer-request.ts";
import { estimatePromptTokens, estimateTokens } from "../token-estimate.ts";
import { errorBody, type ScriptedReply } from "./scripted-reply.ts";

/** Sends a scripted reply to a request whose body is `body`; it ends when all is sent or the client has gone. */
export async function performReply(
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
      response.writeHead(
        reply.status ?? 200,
        reply.contentType === null ? {} : { "content-type": reply.contentType },
      );
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
      return performCompletion(reply, body, response, closing);
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

async function performCompletion(
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
  const packed = reply.encoding === "gzip" ? createGzip({ flush: constants.Z_SYNC_FLUSH }) : null;
  openStream(response, packed ? { "content-encoding": "gzip" } : {});
  packed?.pipe(response);
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
    await write(packed ?? response, bytes, bytesPerWrite);
    sent += bytes.byteLength;
  }
  (packed ?? response).end();
}

/** Writes in pieces of `size` bytes, each flushed to the socket before the next. */
async function write(response: Writable, bytes: Uint8Array, size = bytes.byteLength): Promise<void> {
  for (let at = 0; at < bytes.byteLength; at += size) {
    await new Promise<void>((resolve, reject) => {
      response.write(bytes.subarray(at, at + size), (error) => (error ? reject(error) : resolve()));
    });
  }
}

function openStream(response: http.ServerResponse, headers: Record<string, string> = {}): void {
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    ...headers,
  });
  response.flushHeaders();
}

/** Sends a JSON answer in one piece. */
export function sendJson(
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

/** JSON where the text is JSON, else the text itself. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
