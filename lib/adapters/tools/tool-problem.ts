import type { Failure } from "../../run/outcome.ts";

/** What can go wrong in a tool; the page and policies tell failures apart by it. */
export type ToolProblemCode =
  | "tool-not-configured"
  | "connection-missing"
  | "connection-wrong-kind"
  | "offline"
  | "arguments-invalid"
  | "timeout"
  | "too-large"
  | "unreachable"
  | "busy"
  | "sql-error"
  | "sql-constraint"
  | "sql-write-refused"
  | "sql-several-statements"
  | "sql-statement-refused"
  | "sql-outcome-unknown"
  | "own-database-refused"
  | "role-refused"
  | "mail-refused"
  | "mail-outcome-unknown"
  | "address-refused"
  | "http-status"
  | "bad-answer"
  | "http-outcome-unknown"
  | "tool-fault";

/** Thrown inside the tools, never out of `perform`: becomes a failed outcome, or an unknown one. */
export class ToolProblem extends Error {
  readonly failure: Failure & { code: ToolProblemCode };
  /** True when the effect may have happened all the same. */
  readonly outcomeUnknown: boolean;
  /** Where in an SQL statement the database saw it, UTF-16 units; null where it doesn't say. */
  readonly at: number | null;
  constructor(
    code: ToolProblemCode,
    message: string,
    more: {
      retryable?: boolean;
      retryAfterMs?: number;
      outcomeUnknown?: boolean;
      at?: number | null;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = "ToolProblem";
    this.failure = {
      code,
      message,
      retryable: more.retryable ?? false,
      ...(more.retryAfterMs === undefined ? {} : { retryAfterMs: more.retryAfterMs }),
    };
    this.outcomeUnknown = more.outcomeUnknown ?? false;
    this.at = more.at ?? null;
  }
}

/** Thrown inside the tools when `signal` ended a call whose effect has certainly not happened. */
export class Cancelled extends Error {
  constructor() {
    super("the call was cancelled");
    this.name = "Cancelled";
  }
}
