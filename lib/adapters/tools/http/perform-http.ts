import type { ToolCall } from "../../../engine/ports.ts";
import { headerProblem } from "../../../graph/http-header.ts";
import type { Json, JsonObject } from "../../../graph/json.ts";
import type { HttpTool } from "../../../graph/tool.ts";
import type { HttpConnection } from "../connection.ts";
import { filled, fillingOf } from "../place-value.ts";
import { ToolProblem } from "../tool-problem.ts";
import { shownBody, textOf } from "./answer-body.ts";
import { filledBody } from "./filled-body.ts";
import { filledUrl } from "./filled-url.ts";
import { type OutboundMeans, type OutboundRequest, outboundRequest } from "./outbound-request.ts";
import { statusProblem } from "./status-problem.ts";

/** A request ready to go: `sent` is what people may see of it. */
export type HttpRequest = { request: OutboundRequest; sent: JsonObject };

/**
 * Performs an HTTP call once: `{status, headers, body}`, the body as JSON where it is JSON. `hide` masks secrets in what the
 * service says, before it is cut. Throws `ToolProblem` or `Cancelled`.
 */
export async function performHttp(
  { request }: HttpRequest,
  tool: HttpTool,
  means: OutboundMeans & { hide: (text: string) => string },
  signal: AbortSignal,
): Promise<{ result: Json; notes: string[] }> {
  const answer = await outboundRequest(request, means, signal).catch((error: unknown) => {
    throw tool.remembersKeys && error instanceof ToolProblem && error.outcomeUnknown
      ? repeatable(error)
      : error;
  });
  const type = answer.headers["content-type"] ?? "";
  if (answer.status >= 400 || answer.status < 200) {
    const said = answer.body.ok ? textOf(answer.body.bytes, type) : "";
    throw statusProblem(answer, tool, means.hide(said));
  }
  const { status, headers, body } = answer;
  if (body.ok) {
    const shown = shownBody(body.bytes, type);
    return { result: { status, headers, body: shown.body }, notes: shown.notes };
  }
  // The service said that it did what was asked: that its answer can't be read changes nothing about that.
  if (tool.method !== "GET")
    return {
      result: { status, headers, body: null },
      notes: [`The answer's body is not here: ${body.said}.`],
    };
  throw new ToolProblem(
    body.problem === "too-large" ? "too-large" : "bad-answer",
    `The answer of ${answer.url.host} can't be used: ${body.said}.`,
  );
}

/** The same, but it may be made again with the same key. */
const repeatable = ({ failure, cause }: ToolProblem) =>
  new ToolProblem(failure.code, failure.message, { outcomeUnknown: true, retryable: true, cause });

/** The request of a call. Throws `ToolProblem` where it can't be made. */
export function httpRequest(call: ToolCall, tool: HttpTool, connection: HttpConnection | null): HttpRequest {
  if (tool.url.trim() === "")
    throw new ToolProblem("tool-not-configured", "This tool has no URL. Write one in the tool's settings.");
  const url = filledUrl(tool.url, call.arguments);
  const headers: Record<string, string> = {
    accept: "application/json, text/*;q=0.9, */*;q=0.5",
    "user-agent": "Tutti",
  };
  for (const header of tool.headers) {
    const problem = headerProblem(header.name);
    if (problem !== null)
      throw new ToolProblem("arguments-invalid", `${problem} Remove it from the tool's settings.`);
    const value = filled(`header ${header.name}`, header.value, fillingOf(call.arguments)).trim();
    // Header values are visible characters, spaces and tabs (RFC 9110, 5.5); a line break would begin another header.
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
      throw new ToolProblem(
        "arguments-invalid",
        `The value of the header "${header.name}" has a line break or another character that headers can't carry.`,
      );
    headers[header.name.trim().toLowerCase()] = value;
  }
  let body = "";
  if (tool.method !== "GET" && tool.body.trim() !== "") {
    const made = filledBody(tool.body, headers["content-type"], call.arguments);
    body = made.body;
    headers["content-type"] = made.contentType;
  }
  if (tool.method !== "GET") headers["idempotency-key"] = call.effectKey;
  const secret = secretFor(url, connection);
  const { method, timeoutMs } = tool;
  const shownHeaders = secret ? { ...headers, [secret.name.toLowerCase()]: "[secret]" } : headers;
  return {
    request: { method, url, headers, secret, body, timeoutMs },
    sent: { method, url: url.href, headers: shownHeaders, body },
  };
}

/** The connection's header, which goes to its own origin and nowhere else. */
function secretFor(url: URL, connection: HttpConnection | null): HttpConnection["secretHeader"] {
  if (!connection?.secretHeader) return null;
  const { secretHeader, name, origin } = connection;
  if (url.origin !== new URL(origin).origin)
    throw new ToolProblem(
      "address-refused",
      `The connection "${name}" is for ${origin}, and the URL leads to ${url.origin}. Its secret is not sent there.`,
    );
  const problem = headerProblem(secretHeader.name);
  if (problem !== null)
    throw new ToolProblem("tool-not-configured", `${problem} Change the connection "${name}".`);
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(secretHeader.value))
    throw new ToolProblem(
      "tool-not-configured",
      `The secret of the connection "${name}" has a line break or another character that headers can't carry. Enter it again.`,
    );
  return secretHeader;
}
