import type { PlanFlow } from "../plan/plan.ts";
import { indexOf, stepOf } from "../plan/plan-index.ts";
import type { Frame } from "../run/frame.ts";
import { type FrameControl, isOver, isStopping } from "./control.ts";
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
  /** Control had gone back along it as often as it may. */
  | { why: "used-up"; most: number }
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
  const state = frame.flows.get(flow.edge);
  if (typeof state === "number") return "taken";
  if (state !== undefined) return whyNot(frame, trace, flow);
  const from = frame.steps.get(flow.from);
  if (from?.settling && isStopping(control))
    return from.settling.outcome.status === "ok" ? { why: "stopped" } : unfit(flow, from.settling.outcome);
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
  if (flow.back && usedUp.includes(flow)) return { why: "used-up", most: flow.back.most };
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
export const isPassedOver = ({ frame }: Pick<FrameControl, "frame">, step: string): boolean =>
  frame.steps.get(step)?.dead ?? false;

/** The steps that are passed over, in drawing order. */
export const passedOver = (control: Pick<FrameControl, "frame">): string[] =>
  control.frame.plan.steps.flatMap(({ id }) => (isPassedOver(control, id) ? [id] : []));
