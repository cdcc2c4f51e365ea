import { z } from "zod";
import type { PlanFlow, PlanStep } from "../../../plan/plan.ts";
import { stepOf } from "../../../plan/plan-index.ts";
import type { EventOf, RunEvent } from "../../../run/event.ts";
import type { Path } from "../../../run/path.ts";
import { planAt } from "../../../run/plan-at.ts";
import { addressInside, addressOfCall, addressOfItem, addressOfVisit } from "./address.ts";
import type { Came } from "./came.ts";
import { SLACK_MS } from "./expected.ts";
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

/** The plan of the frame in which a path ends: steps of workflows may have the ids of others outside. */
export function flowsAt({ plan }: Pick<Finished, "plan">, path: Path) {
  const found = planAt(plan, path);
  if (!found) throw new Error(`the plan has no plan at ${addressOf(path)}`);
  return found;
}

/** The step at which a path ends. */
export const stepAt = (run: Pick<Finished, "plan">, path: Path): PlanStep =>
  stepOf(flowsAt(run, path), path.at(-1)?.step ?? "");

/** Where a span is, as a text: steps, their visits, turns, calls and items from the outside in. */
export const addressOf = (path: Path): string =>
  path
    .map(({ step, visit, turn, call, item }) =>
      [addressOfVisit(step, visit), turn, call, item === undefined ? undefined : `item ${item}`]
        .filter((part) => part !== undefined)
        .join(" "),
    )
    .join(" ");

/** The addresses of visits as the reference writes them, by span: further visits to a step on the flows have an ordinal. */
export function visitAddresses({ events }: Pick<Finished, "events">): Map<number, string> {
  const addresses = new Map<number, string>();
  for (const event of events) {
    if (event.type !== "span-start" || event.work.kind !== "step") continue;
    const { origin } = event.work;
    const parent = (event.parent === null ? undefined : addresses.get(event.parent)) ?? "";
    const asker = event.path.at(-2);
    if (origin.by === "call")
      addresses.set(
        event.seq,
        addressOfCall(parent, { turn: asker?.turn ?? -1, call: asker?.call ?? -1, step: event.step }),
      );
    else if (origin.by === "item") addresses.set(event.seq, addressOfItem(parent, origin.index, event.step));
    else
      addresses.set(
        event.seq,
        addressInside(parent, addressOfVisit(event.step, event.path.at(-1)?.visit ?? 0)),
      );
  }
  return addresses;
}

/**
 * When visits on the flows and those for items began, and in which order they ended: where conditions follow, when these
 * were evaluated.
 */
export function orderOf(run: Pick<Finished, "events" | "plan">): Came[] {
  const { events } = run;
  const addresses = visitAddresses(run);
  const last = events.at(-1)?.seq ?? 0;
  const began = events[0]?.at ?? 0;
  const visits = new Map<number, Visited>();
  const order: Came[] = [];
  const left: Came[] = [];
  const ended = new Map<number, EventOf<"span-end">>();
  // Conditions of a failure that a success became are evaluated after those of the success.
  const settled = new Map(
    events.flatMap((event) => (event.type === "evaluation" ? [[event.span, event.seq] as const] : [])),
  );
  const fills = new Map(
    events.flatMap((event) => (event.type === "context-fill" ? [[event.span, event] as const] : [])),
  );
  const over = new Set(
    events.flatMap((event) =>
      event.type === "decision" && event.decision.what === "hand-over" ? [event.decision.span] : [],
    ),
  );
  /** The fact with which something was cut last. */
  let cutBy: number | null = null;
  for (const event of events) {
    if (event.type === "decision" && (event.decision.what === "stop" || event.decision.what === "cancel"))
      cutBy = event.cause;
    const begun = event.type === "span-start" ? visited(run, event, addresses) : null;
    if (event.type === "span-start" && begun) {
      visits.set(event.seq, begun);
      const { within, step, visit } = begun;
      const words = failureIn(fills.get(event.seq));
      const between = events
        .slice(event.seq, sees(run, event, fills) - 1)
        .some((one) => one.type === "span-end" && visits.get(one.span)?.within === within);
      order.push({
        what: "begin",
        within,
        step,
        visit,
        at: event.at - began,
        fact: event.cause ?? event.seq,
        between,
        ...(words && { words }),
      });
    }
    if (event.type !== "span-end" && event.type !== "evaluation") continue;
    const visit = visits.get(event.span);
    if (event.type === "span-end") ended.set(event.span, event);
    const end = ended.get(event.span);
    if (!visit || !end) continue;
    const { asks, ...which } = visit;
    const { status } = end.outcome;
    // What was to be evaluated when the run was stopped never led on. Who has handed over is not asked at all.
    const isAsked = asks.includes(status === "ok" ? "ok" : "failed") && !over.has(event.span);
    const isLeft = isAsked && status !== "cancelled" && status !== "lost" && !settled.has(event.span);
    if (isLeft)
      left.push({
        what: "end",
        ...which,
        at: (events[last - 1]?.at ?? began) - began,
        fact: last,
        isCut: true,
        status,
        left: true,
      });
    if (isLeft || event.seq !== (settled.get(event.span) ?? end.seq)) continue;
    const { outcome, result } = end;
    const message = "failure" in outcome ? outcome.failure.message : undefined;
    const said = result?.inline;
    const between = events.slice(end.seq, event.seq - 1).some((one) => isAbout(one, visits, visit.within));
    if (outcome.status !== "lost")
      order.push({
        what: "end",
        ...which,
        at: event.at - began,
        fact: event.cause ?? event.seq,
        isCut: event.cause !== null && event.cause === cutBy,
        status: outcome.status,
        message,
        said,
        between,
      });
  }
  return [...order, ...left];
}

/** By which event what a visit sees was evaluated: of an output its answer is. */
function sees(
  run: Pick<Finished, "events" | "plan">,
  { seq, path }: EventOf<"span-start">,
  fills: ReadonlyMap<number, EventOf<"context-fill">>,
): number {
  if (stepAt(run, path).kind !== "output") return fills.get(seq)?.seq ?? seq;
  return run.events.find((event) => event.type === "span-end" && event.span === seq)?.seq ?? seq;
}

/** Whether something was evaluated for a visit of this frame. */
function isAbout(event: RunEvent, visits: ReadonlyMap<number, Visited>, within: string): boolean {
  if (event.type !== "context-fill" && event.type !== "span-end" && event.type !== "evaluation") return false;
  return visits.get(event.span)?.within === within;
}

/** The words of a failure that was handed on. */
function failureIn(fill: EventOf<"context-fill"> | undefined): string | undefined {
  const received: unknown = JSON.parse(fill?.value?.inline ?? "null");
  const { failure } = z.looseObject({ failure: z.unknown() }).safeParse(received).data ?? {};
  return z.looseObject({ message: z.string() }).safeParse(failure).data?.message;
}

/** A visit that is in the order of a run. `asks`: flows that follow on these ends have conditions, which are evaluated first. */
type Visited = { within: string; step: string; visit: number; asks: PlanFlow["on"][] };

function visited(
  run: Pick<Finished, "plan">,
  { parent, step, path, work }: EventOf<"span-start">,
  addresses: ReadonlyMap<number, string>,
): Visited | null {
  if (work.kind !== "step" || work.origin.by === "call") return null;
  const within = (parent === null ? undefined : addresses.get(parent)) ?? "";
  if (work.origin.by === "item") return { within, step, visit: work.origin.index, asks: [] };
  const { flows } = flowsAt(run, path);
  const asks = flows.flatMap(({ from, when, on }) => (from === step && when !== null ? [on] : []));
  return { within, step, visit: path.at(-1)?.visit ?? 0, asks };
}

/** True for a tool call that must not be made again when nobody knows whether it happened. */
export function isUnkeyed(run: Pick<Finished, "plan">, { start }: LoggedSpan): boolean {
  if (start.work.kind !== "tool") return false;
  const step = stepAt(run, start.path);
  return step.kind === "tool" && ["write", "irreversible"].includes(step.effect);
}

/** A run that nobody drives, because it has to wait, is looked for so often, ms. */
export const LOOK_MS = 1_000;

/** How late a step may begin that waits for flows within a time: undisturbed, a runner wakes up, or comes, in time. */
export function patienceOf({ events, happened }: Pick<Finished, "events" | "happened">): number {
  if (happened.length > 0) return Number.POSITIVE_INFINITY;
  const claims = events.filter(({ type }) => type === "run-claim").length;
  return claims > 1 ? LOOK_MS + SLACK_MS : SLACK_MS;
}
