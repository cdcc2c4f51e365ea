import type { RunEvent } from "../run/event.ts";

/** Whether the run got further than to be taken again: a fact came that is neither a claim nor a call lost in a crash. */
export function isProgress(event: RunEvent): boolean {
  if (event.cause !== null || event.type === "run-claim") return false;
  return !(event.type === "span-end" && event.outcome.status === "lost");
}
