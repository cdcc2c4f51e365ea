/**
 * All codes with which a use case may refuse. `NOT_FOUND` also covers what belongs to somebody else; after
 * `UNAVAILABLE` the same request may succeed a moment later.
 */
export type AppErrorCode =
  | "UNAUTHENTICATED"
  | "NOT_FOUND"
  | "INVALID"
  | "CONFLICT"
  | "REFUSED"
  | "TOO_LARGE"
  | "TOO_MANY"
  | "UNAVAILABLE"
  | "INTERNAL";

/** A bad request. The message says what was expected, what came and what to do; `fields` names the form's fields. */
export class AppError extends Error {
  readonly code: AppErrorCode;
  readonly fields: Record<string, string>;
  /** When to try again, ms from now; null: not known. */
  readonly retryAfterMs: number | null;
  constructor(
    code: AppErrorCode,
    message: string,
    more: { cause?: unknown; fields?: Record<string, string>; retryAfterMs?: number } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = "AppError";
    this.code = code;
    this.fields = more.fields ?? {};
    this.retryAfterMs = more.retryAfterMs ?? null;
  }
}

/** The refusal for what does not exist and for what is not yours, which must look the same. */
export function notFound(what: string): AppError {
  return new AppError("NOT_FOUND", `This ${what} doesn't exist, or it isn't yours.`);
}
