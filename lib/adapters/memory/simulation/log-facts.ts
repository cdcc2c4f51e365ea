import { mainOf, stepOf } from "../../../plan/plan-index.ts";
import type { EventOf } from "../../../run/event.ts";
import type { Path } from "../../../run/path.ts";
import type { Finished } from "./world.ts";

/** A span as the log tells it; `end` is missing where the log has none. */
export type LoggedSpan = { start: EventOf<"span-start">; end: EventOf<"span-end"> | undefined };

/** The spans of a log by id. */
export function spansOf({ events }: Pick<Finished, "events">): Map<number, LoggedSpan> {
  const spans = new Map<number, LoggedSpan>();
  for (const event of events) {
    if (event.type === "span-start") spans.set(event.seq, { start: event, end: undefined });
    if (event.type !== "span-end") continue;
    const span = spans.get(event.span);
    if (span) span.end ??= event;
  }
  return spans;
}

/** Where a span is, as a text: steps, turns and calls from the outside in. */
export const addressOf = (path: Path): string =>
  path
    .map(({ step, turn, call }) => [step, turn, call].filter((part) => part !== undefined).join(" "))
    .join(" ");

/** True for a tool call that must not be made again when nobody knows whether it happened. */
export function isUnkeyed({ plan }: Pick<Finished, "plan">, { start }: LoggedSpan): boolean {
  const step = stepOf(mainOf(plan), start.step);
  return (
    start.work.kind === "tool" && step.kind === "tool" && ["write", "irreversible"].includes(step.effect)
  );
}
