import type { EventBody } from "../run/event.ts";
import type { Frame } from "../run/frame.ts";
import { usableReferences } from "../run/references.ts";
import type { Ending, RunState, Visit } from "../run/state.ts";
import { frameOf, stepOfVisit } from "../run/visits.ts";
import { decided, endVisit, failed, failedEnd, hasDefault } from "./choices.ts";
import { decideAgent } from "./decide-agent.ts";
import { decideFrame } from "./decide-frame.ts";
import { decideMap } from "./decide-map.ts";
import { decideTool } from "./decide-tool.ts";
import type { Deciding } from "./deciding.ts";
import { doubtOf } from "./doubt.ts";
import { composes, endOf, hasOpen, isDone } from "./end-of-frame.ts";
import { FRUITLESS_CLAIMS } from "./fruitless.ts";
import { isLimited } from "./limits.ts";
import { MAX_EVENTS } from "./max-events.ts";

/**
 * Returns the choices that follow from the state, without clock, randomness or I/O. Call it again after evolving
 * them, until there are none. Only what the last events touched is looked at, in the order of its beginning, so the
 * same facts always lead to the same choices; what nothing follows from is taken off the state's list.
 */
export function decide(state: RunState): EventBody[] {
  if (state.phase !== "running") return [];
  if (state.halt) return halt(state, state.halt);
  const stop = mustStop(state);
  if (stop) return [stop];
  const choices: EventBody[] = [];
  const chosen = new Set<number>();
  for (const span of inOrder(state.todo.visits)) {
    const visit = state.visits.get(span);
    // What was chosen for who asked for it may be its end: it is looked at again after that.
    if (visit && chosen.size > 0 && isInside(state, visit, chosen)) continue;
    const follows = visit ? decideVisit(decidingOf(state, visit)) : [];
    if (follows.length === 0) state.todo.visits.delete(span);
    else chosen.add(span);
    choices.push(...follows);
    // What one visit takes from a pool must be gone before the next visit is looked at.
    if (choices.length > 0 && isLimited(state.plan)) break;
  }
  return choices.length > 0 ? choices : goOn(state);
}

/** Spans in order; usually there is one. */
const inOrder = (spans: ReadonlySet<number>): readonly number[] =>
  spans.size < 2 ? [...spans] : [...spans].sort((one, other) => one - other);

/** Whether a visit is inside one of these. */
function isInside({ visits }: RunState, { parent }: Visit, those: ReadonlySet<number>): boolean {
  for (let span = parent; span !== null; span = visits.get(span)?.parent ?? null)
    if (those.has(span)) return true;
  return false;
}

/** A visit with the step that it is to. */
export function decidingOf(state: RunState, visit: Visit): Deciding {
  const { plan } = frameOf(state, visit);
  return { state, plan, step: stepOfVisit(state, visit), visit };
}

function mustStop({ cancelled, fruitless, lastSeq }: RunState): EventBody | null {
  if (cancelled) return stop("cancelled", { status: "cancelled" });
  if (lastSeq >= MAX_EVENTS) {
    const message = `Expected the run to be done within ${MAX_EVENTS.toLocaleString("en")} events, and it was not. Let loops go back less often, or split the workflow.`;
    return stop("event-limit", failed({ code: "event-limit", message }));
  }
  if (fruitless < FRUITLESS_CLAIMS) return null;
  const message = `Expected the run to get further, but ${FRUITLESS_CLAIMS} runners in a row stopped while they worked on it. It was set aside so that it can't stop more of them. Look at which call was under way each time, and at the runners' logs.`;
  return stop("poison", failed({ code: "poison", message }));
}

function stop(code: "cancelled" | "poison" | "event-limit", outcome: Ending["outcome"]): EventBody {
  return decided({ what: "stop", code, outcome, failedSpan: null });
}

/** Stops all open calls, ends the visits from the inside out, and then ends the run. */
function halt(state: RunState, { outcome, failedSpan }: NonNullable<RunState["halt"]>): EventBody[] {
  const running = [...state.open.values()].filter((call) => !call.cancelling);
  if (running.length > 0) return running.map(({ span }) => ({ type: "span-cancel", span }));
  const innermost = [...state.visits.values()].filter((visit) => !hasOpen(visit));
  if (innermost.length > 0)
    return innermost.map((visit) =>
      endVisit(visit, state.at, {
        outcome: doubtOf(decidingOf(state, visit)) ?? { status: "cancelled" },
      }),
    );
  if (state.visits.size > 0) return [];
  return [{ type: "run-end", outcome, answer: null, failedSpan }];
}

function decideVisit(deciding: Deciding): EventBody[] {
  const { state, step, visit } = deciding;
  if (visit.ending) return endWhenQuiet(deciding, visit.ending);
  if (visit.deadlineAt !== null && state.at >= visit.deadlineAt && visit.kind === "agent")
    return isOwnTime(state, visit) ? [runOutOfTime(visit, visit.deadlineAt)] : [];
  if (step.kind === "branch") return [endVisit(visit, state.at, { outcome: { status: "ok" } })];
  if (visit.received.state === "pending") return [];
  if (visit.received.state === "failed") return [failedEnd(deciding, failed(visit.received.problem))];
  switch (visit.kind) {
    case "input":
      return [endVisit(visit, state.at, { outcome: { status: "ok" }, result: visit.span })];
    case "map":
      return step.kind === "map" ? decideMap({ ...deciding, step, visit }) : [];
    case "branch":
    case "workflow":
    case "output":
      return [];
    case "tool":
      return step.kind === "tool" ? decideTool({ ...deciding, step, visit }) : [];
    case "agent":
      return step.kind === "agent" ? decideAgent({ ...deciding, step, visit }) : [];
  }
}

/**
 * For a visit whose end is settled: stops what is open inside it, then ends it, unless its result still has to be
 * composed.
 */
function endWhenQuiet(deciding: Deciding, ending: Ending): EventBody[] {
  const { state, visit } = deciding;
  if (!hasOpen(visit)) {
    const doubt = doubtOf(deciding);
    if (doubt) return [endVisit(visit, state.at, { outcome: doubt })];
    if (ending.outcome.status === "failed" && hasDefault(deciding.step))
      return [failedEnd(deciding, ending.outcome)];
    return ending.result === null ? [endVisit(visit, state.at, { outcome: ending.outcome })] : [];
  }
  return [
    ...[...visit.calls]
      .filter((span) => state.open.get(span)?.cancelling === false)
      .map((span): EventBody => ({ type: "span-cancel", span })),
    ...[...visit.children]
      .filter((span) => state.visits.get(span)?.ending === null)
      .map((span) => decided({ what: "cancel", span, code: "asker-ends" })),
  ];
}

/** Whether it is a visit's own time that is over, and not that of who asked for it, with whose end it is cancelled. */
const isOwnTime = ({ visits }: RunState, { parent, deadlineAt }: Visit): boolean =>
  parent === null || visits.get(parent)?.deadlineAt !== deadlineAt;

function runOutOfTime(visit: Extract<Visit, { kind: "agent" }>, deadline: number): EventBody {
  const ms = deadline - visit.startedAt;
  const kept = usableReferences(visit);
  const seconds = Math.round(ms / 100) / 10;
  const message = `Expected to end within ${seconds} s and did not.${
    kept.length > 0 ? ` Finished until then: ${kept.map((one) => one.reference).join(", ")}.` : ""
  } Give the step a longer deadline, or look at which call took the time.`;
  const references = kept.length > 0 ? kept.map(({ answer }) => answer.span) : null;
  const ending = { outcome: failed({ code: "deadline", message }), references };
  return decided({ what: "deadline", span: visit.span, ms, ending });
}

/** Moves control on in the frames, or ends the run when nothing is left to do. */
function goOn(state: RunState): EventBody[] {
  // Which of them were looked at before, a runner that takes over can't know: so it is always the outermost first.
  const touched = [...state.todo.frames].sort((one, other) => (one ?? 0) - (other ?? 0));
  for (const at of touched) {
    const frame = state.frames.get(at);
    const follows = frame ? [...decideFrame(state, frame)] : [];
    if (frame && follows.length === 0) follows.push(...endWorkflow(state, frame));
    if (follows.length > 0) return follows;
    state.todo.frames.delete(at);
  }
  const main = state.frames.get(null);
  if (state.visits.size > 0 || !main || main.settling.size > 0) return [];
  const [doubt] = main.unknown;
  const { outcome, answer } = endOf(main);
  return [{ type: "run-end", outcome, answer, failedSpan: doubt?.span ?? null }];
}

/** Ends the visit to a workflow inside which nothing is left to do, unless its result has to be composed. */
function endWorkflow(state: RunState, frame: Frame): EventBody[] {
  const visit = frame.visit === null ? undefined : state.visits.get(frame.visit);
  if (!visit || visit.ending || !isDone(visit, frame)) return [];
  const { outcome, answer } = endOf(frame);
  if (outcome.status === "ok" && composes(frame, answer)) {
    state.todo.work.add(visit.span);
    return [];
  }
  if (outcome.status === "failed") return [failedEnd(decidingOf(state, visit), outcome)];
  return [endVisit(visit, state.at, { outcome, result: outcome.status === "ok" ? answer : null })];
}
