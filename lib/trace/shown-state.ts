import type { Span, SpanState } from "./trace.ts";

/** The state of a span as people see it: that of the log, except where what followed says more. */
export type ShownState = SpanState | "sent-back";

/**
 * How a span stands. One after which control ended the run counts as failed although it ended well; so does an answer that was
 * not accepted for the last time, and one that went back to the model is told apart.
 */
export function shownState({ state, endedRun, verdict }: Span): ShownState {
  if (state !== "ok") return state;
  if (verdict) return verdict.sentBack ? "sent-back" : "failed";
  return endedRun ? "failed" : "ok";
}

/** Whether a step failed, ended in doubt, or ended the run. */
export const isBad = (span: Span): boolean => {
  const state = shownState(span);
  return state === "failed" || state === "unknown";
};
