import type { Json } from "../../../graph/json.ts";
import type { WorkEnd } from "./control-flow/facts.ts";

/**
 * How a visit to a step must end. `code` is that of its failure; `ms` the longest it may take, waits included.
 * `anyResult`: what exactly its result is can't be told.
 */
export type Expected = {
  status: "ok" | "failed" | "unknown" | "cancelled";
  anyResult?: boolean;
  code: string | null;
  result: Json | undefined;
  ms: number;
  /** The handoff along which it gives control away. */
  over?: string;
};

/** More than timers add to what replies and waits take, ms. */
export const SLACK_MS = 50;

/** A visit that ends well with this result. */
export const ok = (result: Json): Expected => ({ status: "ok", code: null, result, ms: 0 });

/** A visit that fails with this code. */
export const failure = (code: string): Expected => ({ status: "failed", code, result: undefined, ms: 0 });

/** A visit that was cut before it came to anything. */
export const NOTHING: Expected = {
  status: "cancelled",
  code: null,
  anyResult: true,
  result: undefined,
  ms: 0,
};

/** What such a visit comes to by itself; `message` words a failure. */
export function workOf({ status, code, result, over }: Expected, message: string): WorkEnd {
  const why = { code: code ?? "", message };
  switch (status) {
    case "ok":
      return { status, result: result ?? null, ...(over !== undefined && { over }) };
    case "failed":
      return { status, failure: why, ...(result !== undefined && { result }) };
    case "unknown":
      return { status, failure: why };
    case "cancelled":
      return { status };
  }
}

/** The end of a visit that nobody needed any more. */
export const cutEnd = (status: "unknown" | "cancelled"): WorkEnd =>
  status === "cancelled" ? { status } : { status, failure: { code: "outcome-unknown", message: "" } };
