import type { PlanFlow } from "../plan/plan.ts";
import { flowsFrom, flowsInto, indexOf, stepOf } from "../plan/plan-index.ts";
import type { Decision } from "../run/decision.ts";
import type { EventBody } from "../run/event.ts";
import { type Frame, type Passed, type Settling, stepIn } from "../run/frame.ts";
import { canBegin, liveInto, shortJoin } from "../run/join.ts";
import type { Failure, Outcome } from "../run/outcome.ts";
import type { RunState } from "../run/state.ts";
import { decided, failed } from "./choices.ts";

/**
 * What follows for a frame: how the flows from ended visits are settled, which visits nobody needs any more, which
 * step begins. Steps begin one at a time in the order of the plan, because one may leave another without need.
 */
export function decideFrame(state: RunState, frame: Frame): EventBody[] {
  if (isOver(state, frame)) return [];
  const settled: EventBody[] = [];
  for (const id of frame.settling) {
    const found = settlement(frame, id);
    if (!found || !("decision" in found)) continue;
    settled.push(decided(found.decision));
    // Nothing follows after that.
    if (found.decision.what === "stop") break;
  }
  if (settled.length > 0) return settled;
  const dropped = [...frame.unneeded].flatMap((id) => drop(state, frame, id));
  if (dropped.length > 0) return dropped;
  const next = nextStep(state, frame);
  return next ? [next] : goBack(frame);
}

/** Whether the visit that opened a frame is about to end, so that nothing goes on inside. */
export const isOver = ({ visits }: RunState, { visit }: Frame): boolean =>
  visit !== null && (visits.get(visit)?.ending ?? null) !== null;

function drop(state: RunState, frame: Frame, id: string): EventBody[] {
  const span = stepIn(frame, id).open;
  const visit = span === null ? undefined : state.visits.get(span);
  if (!visit || visit.ending) return [];
  return [decided({ what: "cancel", span: visit.span, code: "not-needed" })];
}

function nextStep(state: RunState, frame: Frame): EventBody | null {
  if (frame.ready.size === 0) return null;
  const inLoop = new Set<string>();
  for (const edge of frame.goingBack.keys())
    for (const id of indexOf(frame.plan).flows.get(edge)?.back?.loop ?? []) inLoop.add(id);
  const ready = frame.plan.steps.find(({ id }) => {
    if (!frame.ready.has(id) || inLoop.has(id)) return false;
    if (canBegin(frame, id, state.at)) return true;
    frame.ready.delete(id);
    return false;
  });
  return ready ? begin(frame, ready.id, liveInto(frame, ready.id)) : null;
}

/** Goes back to the beginning of a loop in which nothing is open any more. */
function goBack(frame: Frame): EventBody[] {
  for (const [edge, from] of frame.goingBack) {
    const flow = indexOf(frame.plan).flows.get(edge);
    if (!flow?.back) continue;
    if (flow.back.loop.every((id) => stepIn(frame, id).open === null))
      return [begin(frame, flow.to, [...liveInto(frame, flow.to), { edge, from }])];
  }
  return [];
}

function begin(frame: Frame, id: string, passed: Passed[]): EventBody {
  const { name } = stepOf(frame.plan, id);
  return {
    type: "span-start",
    parent: frame.visit,
    step: id,
    name,
    path: [...frame.path, { step: id, visit: stepIn(frame, id).visits }],
    attempt: 0,
    work: { kind: "step", origin: passed.length === 0 ? { by: "entry" } : { by: "flow", passed } },
  };
}

/** How the flows from an ended visit are settled, or the conditions that have to be evaluated first. */
type Settlement = { decision: Decision } | { needs: readonly PlanFlow[]; failure: Failure | null };

/** How the flows from a step are settled; null where none wait for it. */
export function settlement(frame: Frame, id: string): Settlement | null {
  const { settling } = stepIn(frame, id);
  if (!settling) return null;
  const wrong = [...settling.conditions.values()].flat().find(({ holds }) => holds === null);
  if (wrong) return { decision: conditionFailed(frame, id, { settling, problem: wrong.problem ?? "" }) };
  const { outcome, over } = settling;
  return settle(frame, id, { settling, outcome, over, time: 0, usedUp: [] });
}

/** Conditions of these flows that have not been evaluated, or not for this failure. */
const unevaluated = ({ settling: { conditions }, time }: Evaluation, flows: readonly PlanFlow[]) =>
  flows.filter(({ edge, when }) => when !== null && !conditions.get(edge)?.[time]);

const isUsedUp = (frame: Frame, { edge, back }: PlanFlow) =>
  back !== null && (frame.taken.get(edge) ?? 0) >= back.most;

/** Of these flows those that control takes. */
function taken(
  frame: Frame,
  id: string,
  { flows, settling, time }: Evaluation & { flows: readonly PlanFlow[] },
) {
  const step = stepOf(frame.plan, id);
  const holds = ({ edge }: PlanFlow) => settling.conditions.get(edge)?.[time]?.holds === true;
  if (step.kind !== "branch") return flows.filter((flow) => flow.when === null || holds(flow));
  const cases = flows.filter((flow) => flow.when !== null && holds(flow));
  const live = step.takes === "first" ? cases.slice(0, 1) : cases;
  return live.length > 0 ? live : flows.filter((flow) => flow.when === null).slice(0, 1);
}

/** `time`: for the how many-th failure with which the visit counts its conditions are looked at, from 0. */
type Evaluation = { settling: Settling; time: number };

/** A visit counts with this outcome, after these ways back were used up. */
type Counted = Evaluation & { outcome: Outcome; over: string | null; usedUp: readonly PlanFlow[] };

function settle(frame: Frame, id: string, { settling, outcome, over, time, usedUp }: Counted): Settlement {
  const all = flowsFrom(frame.plan, id);
  const flows = all.filter((flow) => follows(flow, outcome, over) && !usedUp.includes(flow));
  const needs = unevaluated({ settling, time }, flows);
  if (needs.length > 0) return { needs, failure: "failure" in outcome ? outcome.failure : null };
  const live = taken(frame, id, { flows, settling, time });
  const back = wayBack(live);
  const { span } = settling;
  if (back && isUsedUp(frame, back)) {
    const counted = { settling, over: null, usedUp: [...usedUp, back] };
    if (back.back?.usedUp !== "fail") return settle(frame, id, { ...counted, outcome, time });
    const counts: Outcome = { status: "failed", failure: reworkLimit(frame, back) };
    // Flows that follow on a failure are asked again where there was another before.
    const again = outcome.status === "ok" ? time : time + 1;
    return settle(frame, id, { ...counted, outcome: counts, time: again });
  }
  // The other flows from the step stay open for the next round.
  if (back) return { decision: pass(span, { live: [back], dead: [], usedUp }) };
  if (live.length === 0 && outcome.status !== "ok" && !isLeftOut(frame, id, settling.outcome)) {
    const isLimit = "failure" in outcome && outcome.failure.code === "rework-limit";
    const code = isLimit ? "rework-limit" : "step-failed";
    return { decision: { what: "stop", code, outcome, failedSpan: span, ...stopsOnly(frame) } };
  }
  const dead = all.filter((flow) => !live.includes(flow) && !usedUp.includes(flow));
  return { decision: pass(span, { live, dead, usedUp }) };
}

/** Inside a workflow, only the visit to that stops. */
const stopsOnly = ({ visit }: Frame) => (visit === null ? {} : { of: visit });

/**
 * Whether control may take a flow after this outcome; `over` is the handoff along which it was given away. What nobody
 * knows to have happened is not done once more.
 */
function follows({ edge, on, back }: PlanFlow, { status }: Outcome, over: string | null): boolean {
  if (over !== null || on === "handoff") return edge === over;
  if (status === "ok") return on === "ok";
  return on === "failed" && (status !== "unknown" || back === null);
}

function isLeftOut(frame: Frame, id: string, { status }: Outcome): boolean {
  const step = stepOf(frame.plan, id);
  return status !== "unknown" && "onFailure" in step && step.onFailure?.do === "leave-out";
}

type Settled = { live: readonly PlanFlow[]; dead: readonly PlanFlow[]; usedUp: readonly PlanFlow[] };

function pass(span: number, { live, dead, usedUp }: Settled): Decision {
  const edges = (flows: readonly PlanFlow[]) => flows.map(({ edge }) => edge);
  return {
    what: "pass",
    span,
    live: edges(live),
    dead: edges(dead),
    ...(usedUp.length > 0 && { usedUp: edges(usedUp) }),
  };
}

const wayBack = (flows: readonly PlanFlow[]) => flows.find((flow) => flow.back !== null);

/** The failure with which the latest visit to a step counts; undefined where it ended well. */
export function failureOf(frame: Frame, id: string): Failure | undefined {
  const { usedUp, last } = stepIn(frame, id);
  const way = usedUp === null ? undefined : indexOf(frame.plan).flows.get(usedUp);
  if (way) return reworkLimit(frame, way);
  return last && "failure" in last.outcome ? last.outcome.failure : undefined;
}

function reworkLimit(frame: Frame, { from, to, back }: PlanFlow): Failure {
  const [source, target] = [stepOf(frame.plan, from).name, stepOf(frame.plan, to).name];
  const message = `Expected “${source}” to be content after going back to “${target}” ${back?.most} times, and it wanted to go back once more. Raise how often it may go back, let it go on all the same, or look at why it is never content.`;
  return { code: "rework-limit", message, retryable: false };
}

function conditionFailed(
  frame: Frame,
  id: string,
  { settling, problem }: { settling: Settling; problem: string },
): Decision {
  const { name } = stepOf(frame.plan, id);
  const message = `Expected the conditions after “${name}” to be true or false, and one of them is neither: ${problem}`;
  const outcome = failed({ code: "condition-failed", message });
  return { what: "stop", code: "condition-failed", outcome, failedSpan: settling.span, ...stopsOnly(frame) };
}

/** How a run ends in which control reached no output: at joins for which too little came, or where no flow was taken. */
export function noAnswer(frame: Frame): Outcome {
  const starved = [...frame.steps.keys()].flatMap((id) => tooFew(frame, id));
  const why =
    starved.length > 0
      ? ` ${starved.join(" ")} Let it wait for fewer, or give it a time after which it begins with what has come.`
      : noneTaken(frame);
  const message = `Expected control to reach an output, and it reached none, so the run has no answer.${why}`;
  return failed({ code: "no-answer", message });
}

function tooFew(frame: Frame, id: string): string[] {
  const short = shortJoin(frame, id);
  if (!short) return [];
  const could = short.could.map((from) => `“${stepOf(frame.plan, from).name}”`).join(", ");
  return [
    `“${stepOf(frame.plan, id).name}” needs ${short.needs} of ${short.of} before it, and only ${could} could come.`,
  ];
}

function noneTaken(frame: Frame): string {
  const led = [...frame.steps].filter(
    ([id, { begun, last }]) => begun && last && flowsFrom(frame.plan, id).length > 0 && !leadsOn(frame, id),
  );
  const names = led.map(([id]) => `“${stepOf(frame.plan, id).name}”`);
  const where = names.length > 0 ? ` After ${names.join(", ")} no flow was taken.` : "";
  return `${where} Give the branch an else, or look at the conditions.`;
}

const leadsOn = (frame: Frame, id: string) =>
  flowsFrom(frame.plan, id).some(({ edge, to }) => {
    const state = frame.flows.get(edge);
    return typeof state === "number" && (flowsInto(frame.plan, to).length === 0 || stepIn(frame, to).begun);
  });
