import type { RunEvent } from "../run/event.ts";

/** The nearest time before or after `at` at which something happened, epoch ms; null at either end of the run. */
export function neighbourMoment(
  events: readonly RunEvent[],
  at: number,
  direction: "before" | "after",
): number | null {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const moment = events[middle]?.at ?? 0;
    if (direction === "after" ? moment <= at : moment < at) low = middle + 1;
    else high = middle;
  }
  return (direction === "after" ? events[low] : events[low - 1])?.at ?? null;
}
