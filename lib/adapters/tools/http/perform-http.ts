import type { ToolCall } from "../../../engine/ports.ts";
import { type Json, type JsonObject, jsonProblem } from "../../../graph/json.ts";
import { cutText } from "../../../graph/text-cut.ts";
import type { ToolConfig } from "../../../graph/tool.ts";
import type { HttpConnection } from "../connection.ts";
import { ToolProblem } from "../tool-problem.ts";
import {
  type OutboundAnswer,
  type OutboundMeans,
  type OutboundRequest,
  outboundRequest,
} from "./outbound-request.ts";
import { filled, filledBody, filledUrl } from "./request-template.ts";

type HttpTool = Extract<ToolConfig, { type: "http" }>;

/** Requests with one key, where the API remembers keys and no answer comes. */
const KEYED_TRIES = 3;

// Named by RFC 9110 as of the connection, or set by us; nobody else may.
const ownHeaders = new Set([
  "host",
  "connection",
  "content-length",
  "expect",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "accept-encoding",
]);

/** Performs an HTTP call: `{status, headers, body}`, the body as JSON where it is JSON. Throws `ToolProblem` or `Cancelled`. */
export async function performHttp(
  call: ToolCall,
  tool: HttpTool,
  connection: HttpConnection | null,
  means: OutboundMeans,
  signal: AbortSignal,
): Promise<{ result: Json; notes: string[] }> {
  const answer = await answerTo(requestOf(call, tool, connection), tool, means, signal);
  if (answer.status >= 400 || answer.status < 200) throw statusProblem(answer, tool);
  const { body, notes } = bodyOf(answer);
  return { result: { status: answer.status, headers: answer.headers, body }, notes };
}

/** Sends the request; again with the same key while no answer comes, where the API says that this is safe. */
async function answerTo(
  request: OutboundRequest,
  tool: HttpTool,
  means: OutboundMeans,
  signal: AbortSignal,
): Promise<OutboundAnswer> {
  for (let tries = 1; ; tries++) {
    try {
      return await outboundRequest(request, means, signal);
    } catch (error) {
      const unknown = error instanceof ToolProblem && error.outcomeUnknown;
      if (!unknown || !tool.remembersKeys || tries === KEYED_TRIES || signal.aborted) throw error;
    }
  }
}

/** The request that a held call would have sent, without its secret. */
export function heldHttp(call: ToolCall, tool: HttpTool, connection: HttpConnection | null): JsonObject {
  const { method, url, headers, body } = requestOf(call, tool, connection);
  return { method, url: url.href, headers, body };
}

function requestOf(call: ToolCall, tool: HttpTool, connection: HttpConnection | null): OutboundRequest {
  if (tool.url.trim() === "")
    throw new ToolProblem("tool-not-configured", "This tool has no URL. Write one in the tool's settings.");
  const url = filledUrl(tool.url, call.arguments);
  const headers: Record<string, string> = {
    accept: "application/json, text/*;q=0.9, */*;q=0.5",
    "user-agent": "Tutti",
  };
  for (const header of tool.headers) {
    const name = header.name.trim().toLowerCase();
    const value = filled(`header ${header.name}`, header.value, call.arguments).trim();
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name) || ownHeaders.has(name) || name.startsWith("proxy-"))
      throw new ToolProblem(
        "arguments-invalid",
        `The header "${header.name}" can't be set by a tool. Remove it from the tool's settings.`,
      );
    // Header values are visible characters, spaces and tabs (RFC 9110, 5.5); a line break would begin another header.
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
      throw new ToolProblem(
        "arguments-invalid",
        `The value of the header "${header.name}" has a line break or another character that headers can't carry.`,
      );
    headers[name] = value;
  }
  const body = tool.method === "GET" || tool.body.trim() === "" ? "" : filledBody(tool.body, call.arguments);
  if (body !== "" && headers["content-type"] === undefined)
    headers["content-type"] = /^\s*[[{]/.test(body) ? "application/json" : "text/plain; charset=utf-8";
  if (tool.method !== "GET") headers["idempotency-key"] = call.effectKey;
  const secret = connection?.secretHeader ?? null;
  if (connection && secret && url.origin !== new URL(connection.origin).origin)
    throw new ToolProblem(
      "address-refused",
      `The connection "${connection.name}" is for ${connection.origin}, and the URL leads to ${url.origin}. Its secret is not sent there.`,
    );
  return { method: tool.method, url, headers, secret, body, timeoutMs: tool.timeoutMs };
}

function statusProblem(answer: OutboundAnswer, { method, remembersKeys }: HttpTool): ToolProblem {
  const said = cutText(answer.body.toString("utf8").replace(/\s+/g, " ").trim(), 300);
  const wait = Number(answer.headers["retry-after"]);
  // A 5xx to a changing request says nothing of what was done before, so only refusals can be repeated safely.
  const retryable =
    answer.status === 429 ||
    answer.status === 503 ||
    ((method === "GET" || remembersKeys === true) && answer.status >= 500);
  return new ToolProblem(
    "http-status",
    `${answer.url.host} answered ${answer.status}${said ? `: ${said}` : "."}`,
    {
      retryable,
      ...(retryable && Number.isFinite(wait) && wait >= 0
        ? { retryAfterMs: Math.round(Math.min(wait, 86_400) * 1000) }
        : {}),
    },
  );
}

function bodyOf({ headers, body }: OutboundAnswer): { body: Json; notes: string[] } {
  const type = headers["content-type"] ?? "";
  if (body.length === 0) return { body: null, notes: [] };
  if (!/json|text|xml|javascript|urlencoded/i.test(type) && type !== "")
    return {
      body: `(${body.length} bytes of ${type})`,
      notes: ["The answer is no text, so only its size is here."],
    };
  const charset = type.match(/charset="?([\w-]+)/i)?.[1] ?? "utf-8";
  const text = decoderFor(charset).decode(body);
  if (!/json/i.test(type)) return { body: text, notes: [] };
  try {
    const json: unknown = JSON.parse(text);
    const problem = jsonProblem(json);
    // jsonProblem found it to be JSON within our limits.
    if (problem === null) return { body: json as Json, notes: [] };
    return { body: text, notes: [`The answer is left as text: it has ${problem}.`] };
  } catch {
    return {
      body: text,
      notes: ["The answer says that it is JSON, but can't be read as JSON, so it is left as text."],
    };
  }
}

function decoderFor(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
