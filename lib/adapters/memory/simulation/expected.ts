import type { Json } from "../../../graph/json.ts";

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
};

/** More than timers add to what replies and waits take, ms. */
export const SLACK_MS = 50;

/** A visit that ends well with this result. */
export const ok = (result: Json): Expected => ({ status: "ok", code: null, result, ms: 0 });

/** A visit that fails with this code. */
export const failure = (code: string): Expected => ({ status: "failed", code, result: undefined, ms: 0 });
