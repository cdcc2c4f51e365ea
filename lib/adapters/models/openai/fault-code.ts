import type { Failure } from "../../../run/outcome.ts";

/** What can go wrong with a model call, by its meaning, as `Failure.code`. */
export type ModelFaultCode =
  // Before and on the way.
  | "no-connection"
  | "unreachable"
  | "tls"
  | "timeout"
  | "stream-cut"
  // What the provider says of the account.
  | "unauthorized"
  | "not-allowed"
  | "no-credit"
  | "no-quota"
  | "rate-limited"
  | "larger-than-rate"
  // Of the model and the request.
  | "model-unknown"
  | "not-found"
  | "not-supported"
  | "context-length"
  | "output-limit"
  | "content-filter"
  | "content-refused"
  | "bad-request"
  // Of itself.
  | "overloaded"
  | "server-error"
  | "bad-response"
  | "reply-too-large"
  // The simulated model's own.
  | "simulation-cannot-fill"
  | "simulation-reply-failed";

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
