import { APIConnectionError, APIError } from "openai";
import { cutText, shortened, withoutEnd } from "../../../graph/text-cut.ts";
import type { Failure } from "../../../run/outcome.ts";
import { OutboundRefusal } from "../../outbound/outbound-guard.ts";
import { createMask } from "../../secrets/mask.ts";
import { secretsIn } from "../../secrets/secrets-in.ts";
import { ConnectTimeoutError } from "../keep-alive-fetch.ts";
import { retryAfterMs } from "./retry-after.ts";
import { NotUtf8Error, type WaitOverError } from "./watch-response.ts";

/** What can go wrong with a model call, as `Failure.code`. */
export type ModelFaultCode =
  | "no-connection"
  | "unreachable"
  | "unauthorized"
  | "rate-limited"
  | "quota-exceeded"
  | "not-found"
  | "context-length"
  | "content-filter"
  | "bad-request"
  | "simulation-cannot-fill"
  | "simulation-reply-failed"
  | "server-error"
  | "timeout"
  | "stream-cut"
  | "bad-response"
  | "reply-too-large";

/** Where a call went, for its messages. `secret` never appears in one. */
export type Target = { baseUrl: string; model: string; secret: string | null };

/** A failure with a code from the closed list. */
export function fault(
  code: ModelFaultCode,
  message: string,
  retryable: boolean,
  retryAfter?: number | null,
): Failure {
  return typeof retryAfter === "number"
    ? { code, message, retryable, retryAfterMs: retryAfter }
    : { code, message, retryable };
}

/** What the endpoint, the network or the SDK threw, as a failure for people and programs. `answered`: its reply had begun. */
export function faultOf(error: unknown, target: Target, answered: boolean): Failure {
  const where = target.baseUrl;
  if (error instanceof APIConnectionError) return unreachable(error.cause, where);
  if (error instanceof APIError) return refusedBy(error, target);
  if (error instanceof NotUtf8Error) {
    return fault(
      "bad-response",
      `Expected UTF-8 text from ${where}; bytes came that are not. Check what stands between Tutti and the model.`,
      true,
    );
  }
  if (error instanceof SyntaxError) {
    return fault(
      "bad-response",
      `Expected events of JSON from ${where}; one came that is not JSON. Try again; if it stays, check that the endpoint is OpenAI-compatible.`,
      true,
    );
  }
  if (!answered) return unreachable(error, where);
  return streamCut(where, error instanceof Error ? error.message : String(error));
}

/** The reply broke off before its end. */
export function streamCut(where: string, detail: string): Failure {
  return fault(
    "stream-cut",
    `The reply from ${where} broke off before its end (${detail}). What had arrived is kept; the call can be made again.`,
    true,
  );
}

/** A wait ran out: the message says which, and what to do. */
export function timedOut(over: WaitOverError, where: string): Failure {
  const seconds = `${Math.round(over.waitedMs / 100) / 10} s`;
  const what = {
    firstByteMs: `No reply came from ${where} within ${seconds}`,
    idleMs: `The reply from ${where} stopped for ${seconds}`,
    totalMs: `The reply from ${where} was not complete after ${seconds}`,
  }[over.wait];
  return fault("timeout", `${what}. Try again, choose a faster model, or raise the step's time limit.`, true);
}

function unreachable(cause: unknown, where: string): Failure {
  if (cause instanceof OutboundRefusal) {
    return fault("bad-request", `${where} is not called: ${cause.message}. Check the base URL.`, false);
  }
  if (cause instanceof ConnectTimeoutError) {
    return fault(
      "unreachable",
      `Expected a connection to ${where} within ${cause.timeoutMs} ms; none came. Check the address and the network.`,
      true,
    );
  }
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const reasons: Record<string, string> = {
    ECONNREFUSED: "nothing listens there",
    ENOTFOUND: "the host name is not known",
    EAI_AGAIN: "the host name could not be looked up",
    ECONNRESET: "the connection was closed without a reply",
    EPIPE: "the connection was closed without a reply",
  };
  const reason = reasons[code] ?? (cause instanceof Error ? cause.message : "the connection failed");
  return fault(
    "unreachable",
    `Expected a model endpoint at ${where}; ${reason}${code ? ` (${code})` : ""}. Check the base URL and that the endpoint is running.`,
    true,
  );
}

function refusedBy(error: APIError, target: Target): Failure {
  const { baseUrl: where, model } = target;
  const status = error.status ?? numeric(error.code);
  const code = `${error.code ?? ""} ${error.type ?? ""}`;
  const said = quote(messageOf(error), target.secret);
  const wait = error.headers ? retryAfterMs(error.headers, Date.now()) : null;

  if (code.includes("simulation_cannot_fill")) return fault("simulation-cannot-fill", said, false);
  if (code.includes("simulation_reply_failed")) return fault("simulation-reply-failed", said, false);
  if (code.includes("insufficient_quota")) {
    return fault(
      "quota-exceeded",
      `The account at ${where} has no credit left: ${said}. Add credit there or use another connection.`,
      false,
    );
  }
  if (code.includes("context_length_exceeded") || (status === 400 && /context (length|window)/i.test(said))) {
    return fault(
      "context-length",
      `The request is longer than ${model} can read: ${said}. Pass less to this step or choose a model with a longer context.`,
      false,
    );
  }
  if (/content_filter|content_policy/.test(code)) {
    return fault(
      "content-filter",
      `The provider's content filter refused the request: ${said}. Change the input or the instructions.`,
      false,
    );
  }
  if (status === 401 || status === 403) {
    return fault(
      "unauthorized",
      `${where} refused the key (${status}): ${said}. Check the connection's key and what it may use.`,
      false,
    );
  }
  if (status === 404) {
    return fault(
      "not-found",
      `${where} knows no chat completions for the model "${model}" (404): ${said}. Check the model's name and the base URL.`,
      false,
    );
  }
  if (status === 429 || /rate_limit/.test(code)) {
    const when =
      wait === null ? "It did not say for how long" : `It asks to wait ${Math.ceil(wait / 1000)} s`;
    return fault(
      "rate-limited",
      `${where} takes no more calls right now (429): ${said}. ${when}.`,
      true,
      wait,
    );
  }
  if (status !== undefined && status >= 300 && status < 400) {
    const to = error.headers?.get("location") ?? "another address";
    return fault(
      "bad-response",
      `${where} redirects to ${quote(to, target.secret)} (${status}), and redirects are not followed. Set the connection's base URL to the final address.`,
      false,
    );
  }
  if (status === 408 || status === undefined || status >= 500) {
    return fault(
      "server-error",
      `${where} failed${status === undefined ? " in the middle of its reply" : ` (${status})`}: ${said}. This is on the provider's side; it can be tried again.`,
      true,
      wait,
    );
  }
  return fault(
    "bad-request",
    `${where} did not accept the request (${status}): ${said}. Check that "${model}" supports what the step uses (tools, structured output, length).`,
    false,
  );
}

function messageOf(error: APIError): string {
  const body: unknown = error.error;
  if (typeof body === "string") return body;
  if (typeof body === "object" && body !== null && "message" in body && typeof body.message === "string") {
    return body.message;
  }
  // The SDK puts the status before the message.
  return error.message.replace(/^\d{3} /, "");
}

function numeric(code: unknown): number | undefined {
  const value = typeof code === "number" ? code : Number(code || Number.NaN);
  return Number.isInteger(value) && value >= 300 && value < 600 ? value : undefined;
}

/** The beginning of what an endpoint said, on one line, without markup and without anything that looks like a key. */
export function quote(text: string, secret: string | null): string {
  // What leaves the adapters is masked as a whole; this text is cut first, and half a secret could not be told any more.
  const withoutSecret = createMask(secret ? secretsIn(secret) : []).text(text);
  // Patterns over markup look again from each “<”, so they see no more than could be shown.
  const plain = cutText(withoutSecret, 4_000)
    .replace(/\b(sk|gsk|AIza|xai|pplx)[-_A-Za-z0-9*]{8,}/g, "[key]")
    .replace(/<(script|style)[\s\S]*?<\/\1>/gi, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  const short = shortened(plain, 300);
  return withoutEnd(short, ". ") || "no explanation came";
}
