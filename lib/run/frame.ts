import type { FlowPlan, PlanFlow } from "../plan/plan.ts";
import { flowsFrom, flowsInto, indexOf, stepOf } from "../plan/plan-index.ts";
import { closeFlows } from "./close-flows.ts";
import type { Evaluated } from "./event.ts";
import { joinOf, standing } from "./join.ts";
import type { Outcome } from "./outcome.ts";
import type { Path } from "./path.ts";
import type { Answer } from "./state.ts";
import type { Value } from "./value.ts";

/** A flow that control has come along, from the end of the visit `from`. */
export type Passed = { edge: string; from: number };

/**
 * A visit that has ended and whose flows are not settled yet. `conditions`: what was evaluated so far, by edge, the first
 * time and where the visit then counts with another failure again.
 */
export type Settling = {
  span: number;
  outcome: Outcome;
  /** The handoff along which it gave control away; null: none. */
  over: string | null;
  conditions: ReadonlyMap<string, readonly Pick<Evaluated, "holds" | "problem">[]>;
};

/** What a frame knows of a step that flows lead to. */
export type StepState = {
  /** Visits begun so far: the next one's ordinal. */
  visits: number;
  /** The open visit. */
  open: number | null;
  /** Visited in this round of the loops around it. */
  begun: boolean;
  /** It can't be visited any more in this round. */
  dead: boolean;
  /** Its latest answer, and the results of all its visits in order. */
  last: Answer | null;
  results: Value[];
  /** The way back that was used up after its latest visit, so that this counts as failed; null: none. */
  usedUp: string | null;
  /** The event that ended its latest visit. */
  endedSeq: number;
  /** The flows by which its latest visit was reached. */
  passed: readonly Passed[];
  settling: Settling | null;
  /** When it begins with what has come, epoch ms; null: its join has no time, or nothing has come. */
  dueAt: number | null;
};

/**
 * What is known of a flow: live by the end of this visit; dead; or held, which means that it leaves a loop and was not
 * taken in this round, but may be in another. A flow without a state is open.
 */
type FlowState = number | "dead" | "held";

/** One activation of a plan: where control is. */
export type Frame = {
  /** The visit that opened it; null: the run's own frame. */
  visit: number | null;
  /** The path of that visit; empty for the run's own frame. */
  path: Path;
  plan: FlowPlan;
  /** What its steps see as `input`. */
  input: Value;
  steps: Map<string, StepState>;
  flows: Map<string, FlowState>;
  /** How often each way back was taken since its loop was entered. */
  taken: Map<string, number>;
  /** Ways back that control takes once nothing in their loops is open, with the visit whose end they follow. */
  goingBack: Map<string, number>;
  /** Steps that may begin, whose flows have to be settled, and whose open visits are not needed any more. */
  ready: Set<string>;
  settling: Set<string>;
  unneeded: Set<string>;
  /** Steps that wait for a time. */
  due: Set<string>;
  /** By which flows visits to branches were reached: what those brought, a branch hands on. */
  reached: Map<number, readonly Passed[]>;
  /** Visits that ended without anybody knowing whether their outside effects happened, in order. */
  unknown: { span: number; path: Path; outcome: Outcome }[];
  /** How visits that were reached through the same steps have ended at best, by `stepsKey` from this frame's steps on. */
  bestEnds: Map<string, Outcome["status"]>;
};

/** What a frame is opened with. `visit` and `path`: those of the visit that opens it; absent for the run's own. */
export type Opening = { plan: FlowPlan; input: Value; opener?: { span: number; path: Path } };

/** A frame in which nothing has begun. */
export function newFrame({ plan, input, opener }: Opening): Frame {
  return {
    visit: opener?.span ?? null,
    path: opener?.path ?? [],
    plan,
    input,
    steps: new Map(),
    flows: new Map(),
    taken: new Map(),
    goingBack: new Map(),
    ready: new Set([plan.entry]),
    settling: new Set(),
    unneeded: new Set(),
    due: new Set(),
    reached: new Map(),
    unknown: [],
    bestEnds: new Map(),
  };
}

/** The state of a step, made on first use. */
export function stepIn(frame: Frame, id: string): StepState {
  const known = frame.steps.get(id);
  if (known) return known;
  const made: StepState = {
    visits: 0,
    open: null,
    begun: false,
    dead: false,
    last: null,
    results: [],
    usedUp: null,
    endedSeq: 0,
    passed: [],
    settling: null,
    dueAt: null,
  };
  frame.steps.set(id, made);
  return made;
}

/** A visit to a step begins. A way back among the flows passed opens its loop for another round. */
export function beginStep(frame: Frame, id: string, visit: { span: number; passed: readonly Passed[] }) {
  const again: string[] = [];
  for (const { edge } of visit.passed) {
    const flow = indexOf(frame.plan).flows.get(edge);
    if (!flow?.back) continue;
    reopen(frame, flow, flow.back.loop);
    again.push(...flow.back.loop);
  }
  const step = stepIn(frame, id);
  step.visits += 1;
  step.open = visit.span;
  step.begun = true;
  // Logs of earlier versions may have begun what nobody needs.
  step.dead = false;
  step.passed = visit.passed;
  if (stepOf(frame.plan, id).kind === "branch") frame.reached.set(visit.span, visit.passed);
  step.dueAt = null;
  frame.due.delete(id);
  frame.ready.delete(id);
  leaveBehind(frame, id);
  leaveOut(frame, again);
}

/**
 * Of the steps of a loop that begins another round, those that nobody needs any more: what they lead to outside has begun
 * meanwhile.
 */
function leaveOut(frame: Frame, loop: readonly string[]) {
  for (const id of loop) {
    const step = stepIn(frame, id);
    if (step.dead || isNeeded(frame, id)) continue;
    // A branch has no work that could be cancelled.
    if (step.open !== null && stepOf(frame.plan, id).kind !== "branch") frame.unneeded.add(id);
    else if (!step.begun) closeAfter(frame, bury(frame, id));
  }
}

function reopen(frame: Frame, way: PlanFlow, loop: readonly string[]) {
  const inside = new Set(loop);
  frame.taken.set(way.edge, (frame.taken.get(way.edge) ?? 0) + 1);
  frame.goingBack.delete(way.edge);
  for (const id of loop) {
    const step = stepIn(frame, id);
    step.begun = false;
    step.dead = false;
    step.settling = null;
    step.dueAt = null;
    for (const set of [frame.ready, frame.settling, frame.unneeded, frame.due]) set.delete(id);
    for (const flow of flowsFrom(frame.plan, id)) {
      if (inside.has(flow.to)) {
        frame.flows.delete(flow.edge);
        // Loops within this one count anew. Another way back of this very loop does not: two would have no bound.
        if (flow.back && flow.back.loop.length < loop.length) frame.taken.delete(flow.edge);
      } else if (frame.flows.get(flow.edge) === "held") frame.flows.delete(flow.edge);
    }
  }
}

/** How a visit ended. `over`: the handoff along which it gave control away. */
type Ended = { answer: Answer; needed: boolean; over: string | null; seq: number; at: number };

/** A visit to a step has ended; `needed` false: nobody waited for it any more, so nothing follows from it. */
export function endStep(frame: Frame, id: string, { answer, needed, over, seq, at }: Ended) {
  const step = stepIn(frame, id);
  step.open = null;
  step.last = answer;
  step.usedUp = null;
  step.endedSeq = seq;
  frame.unneeded.delete(id);
  if (answer.result) step.results.push(answer.result);
  const flows = flowsFrom(frame.plan, id);
  if (!needed || answer.outcome.status === "cancelled") {
    settle(frame, { span: answer.span, live: [], dead: flows.map((flow) => flow.edge), at });
    return;
  }
  if (over === null && settlesByItself(frame.plan, id, answer.outcome)) {
    const live = flows.filter((flow) => flow.on === "ok").map((flow) => flow.edge);
    const dead = flows.filter((flow) => flow.on !== "ok").map((flow) => flow.edge);
    settle(frame, { span: answer.span, live, dead, at });
    return;
  }
  step.settling = { span: answer.span, outcome: answer.outcome, over, conditions: new Map() };
  frame.settling.add(id);
}

/** True where nothing has to be evaluated or decided: the step ended well, and its flows have no conditions. */
function settlesByItself(plan: FlowPlan, id: string, outcome: Outcome): boolean {
  if (outcome.status !== "ok") return false;
  return (
    stepOf(plan, id).kind !== "branch" &&
    flowsFrom(plan, id).every((flow) => flow.on !== "ok" || (flow.when === null && flow.back === null))
  );
}

/** Flows have become live or dead, and with them the steps that can't be reached any more. */
export function settle(
  frame: Frame,
  { span, live, dead, at }: { span: number; live: readonly string[]; dead: readonly string[]; at: number },
) {
  const { flows } = indexOf(frame.plan);
  const of = (edges: readonly string[]) => edges.flatMap((edge) => flows.get(edge) ?? []);
  for (const edge of live) frame.flows.set(edge, span);
  const closed = closeFlows(frame, of(dead));
  for (const flow of of(live)) {
    if (flow.back) frame.goingBack.set(flow.edge, span);
    else come(frame, flow, at);
  }
  closeAfter(frame, closed);
}

function come(frame: Frame, { to }: PlanFlow, at: number) {
  const step = stepIn(frame, to);
  if (step.begun || step.dead) return;
  frame.ready.add(to);
  const within = joinOf(frame, to)?.withinMs ?? null;
  if (within === null || step.dueAt !== null) return;
  step.dueAt = at + within;
  frame.due.add(to);
}

/** Marks the steps dead that these dead flows leave without hope, and the flows from them, and so on. */
function closeAfter(frame: Frame, closed: PlanFlow[]) {
  for (let flow = closed.pop(); flow; flow = closed.pop()) {
    const step = stepIn(frame, flow.to);
    if (step.begun || step.dead) continue;
    const { live, open, needs } = standing(frame, flow.to);
    if (live > 0 && open === 0) frame.ready.add(flow.to);
    // With a time, it begins with what has come.
    const enough = typeof needs === "number" && step.dueAt === null ? needs : 1;
    if (live + open < enough) closed.push(...bury(frame, flow.to));
  }
}

/** A step is dead: so are the flows from it, and what only led to it is not needed. Returns the flows. */
function bury(frame: Frame, id: string): PlanFlow[] {
  const step = stepIn(frame, id);
  step.dead = true;
  step.dueAt = null;
  frame.due.delete(id);
  frame.ready.delete(id);
  const flows = flowsFrom(frame.plan, id);
  const closed = closeFlows(frame, flows);
  leaveBehind(frame, id);
  return closed;
}

/** What still leads to a step that has begun or is dead may not be needed any more. */
function leaveBehind(frame: Frame, id: string) {
  const late = flowsInto(frame.plan, id).filter((flow) => !frame.flows.has(flow.edge));
  const dead: PlanFlow[] = [];
  for (const { from } of late) {
    const step = stepIn(frame, from);
    if (step.dead || step.settling || isNeeded(frame, from)) continue;
    if (step.open !== null) frame.unneeded.add(from);
    else if (!step.begun) dead.push(...bury(frame, from));
  }
  closeAfter(frame, dead);
}

/** Whether something still waits for a step: it leads nowhere further, or to a step that has still to begin. */
function isNeeded(frame: Frame, id: string): boolean {
  const onward = flowsFrom(frame.plan, id).filter((flow) => flow.on !== "failed" && !flow.back);
  return (
    onward.length === 0 ||
    onward.some(({ to }) => {
      const { begun, dead } = stepIn(frame, to);
      return !begun && !dead;
    })
  );
}
