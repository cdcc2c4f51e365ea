import { markHidden } from "../graph/hidden-characters.ts";
import type { PlanFlow } from "../plan/plan.ts";
import { flowsFrom, indexOf, stepOf } from "../plan/plan-index.ts";
import type { DecisionOf } from "../run/decision.ts";
import type { Frame } from "../run/frame.ts";
import { shortJoin } from "../run/join.ts";
import { type FrameControl, isStopping } from "./control.ts";
import { joined } from "./decision-words.ts";
import type { Span, Trace } from "./trace.ts";

/**
 * How control, and no failure of a step, ended a run or a visit to a workflow. `condition`: the one that is neither true nor
 * false. `at`: the steps where it ended, each with a few words for it.
 */
export type ControlEnd = {
  title: string;
  text: string;
  condition: string | null;
  at: ReadonlyMap<string, string>;
};

/** Null where the frame goes on, ended well, or ended by a step's own failure. */
export function controlEnd(control: FrameControl, trace: Trace): ControlEnd | null {
  if (!isStopping(control)) return null;
  const { frame } = control;
  const stop = stopOf(trace, frame.visit);
  const span = stop?.failedSpan == null ? undefined : trace.spans.get(stop.failedSpan);
  if (stop && !span?.endedRun) return null;
  if (stop?.code === "rework-limit" && span) return usedUpEnd(frame, span);
  if (stop?.code === "condition-failed" && span) return conditionEnd(frame, span);
  return !stop && isWithoutAnswer(trace, frame.visit) ? answerlessEnd(frame, trace) : null;
}

function stopOf(trace: Trace, visit: number | null): DecisionOf<"stop"> | null {
  const stop = trace.decisions.find(
    ({ decision }) => decision.what === "stop" && (decision.of ?? null) === visit,
  )?.decision;
  return stop?.what === "stop" ? stop : null;
}

function isWithoutAnswer(trace: Trace, visit: number | null): boolean {
  if (visit === null) return trace.failure?.code === "no-answer";
  const span = trace.spans.get(visit);
  return (
    span?.failure?.code === "no-answer" ||
    (span?.decisions.some(
      ({ decision }) => decision.what === "default" && decision.failure.code === "no-answer",
    ) ??
      false)
  );
}

const often = (times: number) => (times === 1 ? "once" : `${times} times`);
const quoted = (frame: Frame, id: string) => `“${markHidden(stepOf(frame.plan, id).name)}”`;

/** The way back that stopped its frame, because control would have taken it once more than it may. */
export function usedUpWay(frame: Frame, span: Span): PlanFlow | undefined {
  const settling = frame.steps.get(span.step)?.settling;
  return flowsFrom(frame.plan, span.step).find(({ edge, back, on, when }) => {
    if (back?.usedUp !== "fail" || (frame.taken.get(edge) ?? 0) < back.most) return false;
    if (settling?.over != null ? settling.over !== edge : on === "handoff") return false;
    if (on !== "handoff" && (on === "ok") !== (span.state === "ok")) return false;
    return when === null || span.conditions?.values.some(({ of, holds }) => of === edge && holds === true);
  });
}

function usedUpEnd(frame: Frame, span: Span): ControlEnd {
  const way = usedUpWay(frame, span);
  const from = quoted(frame, span.step);
  const most = way?.back?.most ?? 0;
  const [did, may, look] = wantedBack(frame, way);
  const to = way ? quoted(frame, way.to) : "an earlier step";
  return {
    title: `${from} ${did}${most > 0 ? ` ${often(most + 1)}` : ""}`,
    text: `It may ${may} to ${to} at most ${often(most)}. Raise how often, let it go on all the same when that is used up, or look at why ${look}.`,
    condition: null,
    at: new Map([[span.step, `Its way back to ${to} is used up`]]),
  };
}

/** What a step did that uses its way back once more, what it may do, and what to look at. */
function wantedBack(frame: Frame, way: PlanFlow | undefined): [string, string, string] {
  if (way?.on === "failed") return ["failed", "go back", "it keeps failing"];
  if (way?.on === "handoff") return ["wanted to hand back", "hand back", "it does not answer itself"];
  if (way && stepOf(frame.plan, way.from).kind === "branch")
    return ["wanted to go back", "go back", "its condition keeps being true"];
  return ["was not content", "send back", "it is never content"];
}

function conditionEnd(frame: Frame, { step, conditions }: Span): ControlEnd {
  const wrong = conditions?.values.find(({ holds }) => holds === null);
  const flow = wrong && indexOf(frame.plan).flows.get(wrong.of);
  const [from, to] = [quoted(frame, step), flow ? quoted(frame, flow.to) : null];
  return {
    title: `A condition after ${from} is neither true nor false`,
    text: `It decides whether ${to ?? "another step"} follows${wrong?.problem ? `: ${wrong.problem}` : "."}`,
    condition: flow?.when ?? null,
    at: new Map([[step, `A condition${to ? ` for ${to}` : ""} is neither true nor false`]]),
  };
}

function answerlessEnd(frame: Frame, trace: Trace): ControlEnd {
  const at = new Map<string, string>();
  const reasons: string[] = [];
  const ends = frame.plan.steps.filter(({ id }) => isDeadEnd(frame, trace, id)).map(({ id }) => id);
  for (const id of ends) at.set(id, "No way led on from here");
  if (ends.length > 0)
    reasons.push(`After ${joined(ends.map((id) => quoted(frame, id)))} no way on was taken.`);
  for (const { id } of frame.plan.steps) {
    const short = tooFew(frame, id);
    if (short === null) continue;
    at.set(id, `Needed ${short}`);
    reasons.push(`${quoted(frame, id)} needed ${short}.`);
  }
  const whole = frame.visit === null ? "The run" : "The workflow";
  return {
    title: `${whole} reached no output`,
    text: [
      ...reasons,
      "Without an output it has no answer: give the branch an else, or look at the conditions and at what steps wait for.",
    ].join(" "),
    condition: null,
    at,
  };
}

function isDeadEnd(frame: Frame, trace: Trace, id: string): boolean {
  const step = frame.steps.get(id);
  return step?.begun === true && trace.spans.get(step.last?.span ?? 0)?.endedRun?.code === "no-answer";
}

/** What the join of a step needed that could not come, where something could: "2 of 3 …, and only A could come"; else null. */
function tooFew(frame: Frame, id: string): string | null {
  const short = shortJoin(frame, id);
  if (!short) return null;
  const could = joined(short.could.map((from) => quoted(frame, from)));
  return `${short.needs} of ${short.of} before it, and only ${could} could come`;
}
