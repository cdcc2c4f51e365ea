import type { PlanFlow } from "../plan/plan.ts";
import { flowsInto, indexOf, stepOf } from "../plan/plan-index.ts";
import type { Frame } from "../run/frame.ts";
import { askersOf } from "./askers.ts";
import { type FrameControl, isOver, isStopping } from "./control.ts";
import { usedUpWay } from "./control-end.ts";
import type { Span, Trace } from "./trace.ts";

/** Why control did not come along a flow. */
export type NotTaken =
  /** Its condition was false. */
  | { why: "condition"; when: string }
  /** The branch took another case; or the agent handed over along another flow. */
  | { why: "other-case" | "handed-over"; taken: string }
  /** The agent did not hand over. */
  | { why: "not-handed-over" }
  /** It follows on a failure, and the step ended well; or the other way round. */
  | { why: "not-failed" | "failed" | "in-doubt" }
  /** The step before it was never visited in this round, or was cancelled because nothing waited for it any more. */
  | { why: "passed-over" | "not-needed" }
  /** The step before it was cut off, because the run or workflow stopped. */
  | { why: "cancelled" }
  /** Control had gone back along it as often as it may; `endedRun`: and that stopped the run or workflow. */
  | { why: "used-up"; most: number; endedRun: boolean }
  /** The run or workflow stopped after the step before it, or had ended before anything came of the flow. */
  | { why: "stopped" | "ended" }
  | { why: "closed" };

/** How a flow stands at a moment: how often it was taken so far, and what became of it in this round of the loops around it. */
export type FlowStand = { times: number; last: "taken" | "open" | NotTaken };

/**
 * How a flow stands; null where the plan of the frame has no such edge. `trace` and `control` have to be of one moment.
 */
export function flowStand(control: FrameControl, trace: Trace, edge: string): FlowStand | null {
  const flow = indexOf(control.frame.plan).flows.get(edge);
  if (!flow) return null;
  return { times: control.taken.get(edge) ?? 0, last: lastOf(control, trace, flow) };
}

function lastOf(control: FrameControl, trace: Trace, flow: PlanFlow): FlowStand["last"] {
  const { frame } = control;
  const from = frame.steps.get(flow.from);
  const state = frame.flows.get(flow.edge);
  if (state !== undefined && control.atStop?.flows.has(flow.edge) !== false)
    return typeof state === "number" ? "taken" : whyNot(frame, trace, flow);
  if (typeof state === "number") return { why: "stopped" };
  if (from?.begun && from.last?.outcome.status === "cancelled") return { why: "cancelled" };
  if (from?.settling && isStopping(control)) {
    const span = trace.spans.get(from.settling.span);
    if (flow.back && span?.endedRun?.code === "rework-limit" && usedUpWay(frame, span) === flow)
      return { why: "used-up", most: flow.back.most, endedRun: true };
    return from.settling.outcome.status === "ok" ? { why: "stopped" } : unfit(flow, from.settling.outcome);
  }
  return isOver(control) ? { why: "ended" } : "open";
}

function whyNot(frame: Frame, trace: Trace, flow: PlanFlow): NotTaken {
  const from = frame.steps.get(flow.from);
  const last = from?.dead ? null : from?.last;
  if (!last) return { why: "passed-over" };
  const span = trace.spans.get(last.span);
  if (last.outcome.status === "cancelled" || wasDropped(span)) return { why: "not-needed" };
  const passed = passOf(span);
  const usedUp = (passed?.usedUp ?? []).flatMap((edge) => indexOf(frame.plan).flows.get(edge) ?? []);
  if (flow.back && usedUp.includes(flow)) return { why: "used-up", most: flow.back.most, endedRun: false };
  const failed = last.outcome.status !== "ok" || usedUp.some(({ back }) => back?.usedUp === "fail");
  if ((flow.on === "failed") !== failed) return unfit(flow, last.outcome);
  const handoff = passed?.live.find((edge) => indexOf(frame.plan).flows.get(edge)?.on === "handoff");
  if (handoff !== undefined) return { why: "handed-over", taken: handoff };
  if (flow.on === "handoff") return { why: "not-handed-over" };
  if (flow.back && last.outcome.status === "unknown") return { why: "in-doubt" };
  if (flow.when !== null && span && holds(span, flow.edge) === false)
    return { why: "condition", when: flow.when };
  const other = passed?.live[0];
  const isCase = stepOf(frame.plan, flow.from).kind === "branch";
  return isCase && other !== undefined ? { why: "other-case", taken: other } : { why: "closed" };
}

function unfit({ on }: PlanFlow, { status }: { status: string }): NotTaken {
  if (on === "failed") return { why: "not-failed" };
  return { why: status === "unknown" ? "in-doubt" : "failed" };
}

const wasDropped = (span: Span | undefined) =>
  span?.decisions.some(({ decision }) => decision.what === "cancel" && decision.code === "not-needed") ??
  false;

const passOf = (span: Span | undefined) =>
  span?.decisions.flatMap(({ decision }) => (decision.what === "pass" ? [decision] : [])).at(-1);

const holds = (span: Span, edge: string) => span.conditions?.values.find(({ of }) => of === edge)?.holds;

/** Steps that control can't reach any more in this round of the loops around them. */
export const isPassedOver = (control: FrameControl, step: string): boolean =>
  isPassedOverWith(control, step, new Set());

/** So are those whom only steps ask that are passed over. `seen`: steps may ask each other. */
function isPassedOverWith(control: FrameControl, step: string, seen: Set<string>): boolean {
  const { frame, atStop } = control;
  if (atStop ? atStop.passedOver.has(step) : frame.steps.get(step)?.dead) return true;
  if (seen.has(step) || step === frame.plan.entry || flowsInto(frame.plan, step).length > 0) return false;
  seen.add(step);
  const askers = askersOf(frame.plan, step).filter((asker) => !seen.has(asker));
  return askers.length > 0 && askers.every((asker) => isPassedOverWith(control, asker, seen));
}

/** Whether control did not come to a step, because the run or workflow stopped before. */
export const isNotReached = (control: FrameControl, step: string): boolean =>
  control.atStop !== null && !isPassedOver(control, step) && isUntouched(control.frame, step, new Set());

/** Whether control never came to a step or, where only others ask for it, to none of these. */
function isUntouched(frame: Frame, step: string, seen: Set<string>): boolean {
  if (step === frame.plan.entry || flowsInto(frame.plan, step).length > 0)
    return (frame.steps.get(step)?.visits ?? 0) === 0;
  if (seen.has(step)) return true;
  seen.add(step);
  const askers = askersOf(frame.plan, step);
  return askers.length > 0 && askers.every((asker) => isUntouched(frame, asker, seen));
}

/** The steps that are passed over, in drawing order. */
export const passedOver = (control: FrameControl): string[] =>
  control.frame.plan.steps.flatMap(({ id }) => (isPassedOver(control, id) ? [id] : []));
