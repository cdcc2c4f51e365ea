import { mainOf, stepOf } from "../../../plan/plan-index.ts";
import type { EventOf } from "../../../run/event.ts";
import type { Path } from "../../../run/path.ts";
import { addressOfVisit, type Came } from "./reference.ts";
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

/** Where a span is, as a text: steps, their visits, turns and calls from the outside in. */
export const addressOf = (path: Path): string =>
  path
    .map(({ step, visit, turn, call }) =>
      [addressOfVisit(step, visit), turn, call].filter((part) => part !== undefined).join(" "),
    )
    .join(" ");

/** The addresses of visits as the reference writes them, by span: further visits to a step on the flows have an ordinal. */
export function visitAddresses({ events }: Pick<Finished, "events">): Map<number, string> {
  const addresses = new Map<number, string>();
  for (const event of events) {
    if (event.type !== "span-start" || event.work.kind !== "step") continue;
    const [outermost] = event.path;
    const asker = event.path.at(-2);
    const parent = event.parent === null ? undefined : addresses.get(event.parent);
    if (parent !== undefined && asker)
      addresses.set(event.seq, `${parent} ${asker.turn} ${asker.call} ${event.step}`);
    else addresses.set(event.seq, addressOfVisit(event.step, outermost?.visit ?? 0));
  }
  return addresses;
}

/** When visits on the flows began, and in which order they ended: where conditions follow, when these were evaluated. */
export function orderOf({ events, plan }: Pick<Finished, "events" | "plan">): Came[] {
  const { flows } = mainOf(plan);
  const last = events.at(-1)?.seq ?? 0;
  const began = events[0]?.at ?? 0;
  const visits = new Map<number, { step: string; visit: number }>();
  const order: Came[] = [];
  const left: Came[] = [];
  const ended = new Map<number, EventOf<"span-end">>();
  // Conditions of a failure that a success became are evaluated after those of the success.
  const settled = new Map(
    events.flatMap((event) => (event.type === "evaluation" ? [[event.span, event.seq] as const] : [])),
  );
  for (const event of events) {
    if (event.type === "span-start" && event.work.kind === "step" && event.parent === null) {
      visits.set(event.seq, { step: event.step, visit: event.path[0]?.visit ?? 0 });
      order.push({ what: "begin", step: event.step, at: event.at - began });
    }
    if (event.type !== "span-end" && event.type !== "evaluation") continue;
    const visit = visits.get(event.span);
    if (event.type === "span-end") ended.set(event.span, event);
    const end = ended.get(event.span);
    if (!visit || !end) continue;
    // What was to be evaluated when the run was stopped never led on.
    const isAsked = flows.some(({ from, when, on }) => from === visit.step && when !== null && on === "ok");
    const isLeft = end.outcome.status === "ok" && isAsked && !settled.has(event.span);
    if (isLeft)
      left.push({ what: "end", ...visit, at: (events[last - 1]?.at ?? began) - began, status: "ok" });
    if (isLeft || event.seq !== (settled.get(event.span) ?? end.seq)) continue;
    const { outcome } = end;
    const message = "failure" in outcome ? outcome.failure.message : undefined;
    if (outcome.status !== "lost")
      order.push({ what: "end", ...visit, at: event.at - began, status: outcome.status, message });
  }
  return [...order, ...left];
}

/** True for a tool call that must not be made again when nobody knows whether it happened. */
export function isUnkeyed({ plan }: Pick<Finished, "plan">, { start }: LoggedSpan): boolean {
  const step = stepOf(mainOf(plan), start.step);
  return (
    start.work.kind === "tool" && step.kind === "tool" && ["write", "irreversible"].includes(step.effect)
  );
}
