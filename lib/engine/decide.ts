import type { AgentStep, Plan } from "../plan/plan.ts";
import type { EventBody } from "../run/event.ts";
import type { RunState, Visit } from "../run/state.ts";
import { decision, endVisit, failed } from "./choices.ts";
import { deadlineOf } from "./deadline.ts";
import { decideAgent } from "./decide-agent.ts";
import { decideTool, doubtOf } from "./decide-tool.ts";
import type { Deciding } from "./deciding.ts";
import { isLimited } from "./limits.ts";
import { flowTargets, stepOf } from "./plan-index.ts";
import { usableReferences } from "./references.ts";
import { listed, nameOfCall } from "./why.ts";

/**
 * Returns the choices that follow from the state, without clock, randomness or I/O. Call it again after evolving
 * them, until there are none. Visits are looked at in the order they were opened, so the same facts always lead to
 * the same choices.
 */
export function decide(plan: Plan, state: RunState): EventBody[] {
  if (state.phase !== "running") return [];
  if (state.halt) return halt(plan, state, state.halt);
  const choices: EventBody[] = [];
  for (const visit of state.visits.values()) {
    choices.push(...decideVisit(plan, state, visit));
    // What one visit takes from a pool must be gone before the next visit is looked at.
    if (choices.length > 0 && isLimited(plan)) break;
  }
  return choices.length > 0 ? choices : goOn(plan, state);
}

/** Stops all open calls, ends the visits from the inside out, and then ends the run. */
function halt(plan: Plan, state: RunState, because: NonNullable<RunState["halt"]>): EventBody[] {
  const running = [...state.open.values()].filter((call) => !call.cancelling);
  if (running.length > 0)
    return running.map((call) => ({ type: "span-cancel", span: call.span, because: because.because }));
  const innermost = [...state.visits.values()].filter((visit) => !hasOpen(state, visit));
  if (innermost.length > 0)
    return innermost.map((visit) =>
      endVisit(visit, state.at, {
        outcome: doubtOf(stepOf(plan, visit.step), visit) ?? { status: "cancelled" },
      }),
    );
  if (state.visits.size > 0) return [];
  return [{ type: "run-end", outcome: because.outcome, answer: null, failedSpan: because.failedSpan }];
}

/** True while a call or a visit inside this visit is open. */
export function hasOpen(state: RunState, visit: Visit): boolean {
  for (const call of state.open.values()) if (call.visit === visit.span) return true;
  for (const other of state.visits.values()) if (other.parent === visit.span) return true;
  return false;
}

function decideVisit(plan: Plan, state: RunState, visit: Visit): EventBody[] {
  const step = stepOf(plan, visit.step);
  if (visit.ending) return endWhenQuiet({ step, state, visit, ending: visit.ending });
  const deadline = deadlineOf(plan, state, visit);
  if (deadline !== null && state.at >= deadline && step.kind === "agent")
    return [runOutOfTime({ plan, step, visit, deadline })];
  if (visit.received.state === "pending") return [];
  if (visit.received.state === "failed")
    return [endVisit(visit, state.at, { outcome: failed(visit.received.problem) })];
  switch (step.kind) {
    case "input":
      return [endVisit(visit, state.at, { outcome: { status: "ok" }, result: visit.span })];
    case "output":
      return [];
    case "tool":
      return decideTool({ plan, step, state, visit });
    case "agent":
      return decideAgent({ plan, step, state, visit, deadline });
  }
}

type Ending = Pick<Deciding, "step" | "state" | "visit"> & { ending: NonNullable<Visit["ending"]> };

/**
 * For a visit whose end is settled: stops what is open inside it, then ends it, unless its result still has to be
 * composed.
 */
function endWhenQuiet({ step, state, visit, ending }: Ending): EventBody[] {
  const calls = [...state.open.values()].filter((call) => call.visit === visit.span);
  const children = [...state.visits.values()].filter((other) => other.parent === visit.span);
  if (calls.length + children.length === 0)
    return ending.references === null
      ? [endVisit(visit, state.at, { outcome: doubtOf(step, visit) ?? ending.outcome })]
      : [];
  return [
    ...calls
      .filter((call) => !call.cancelling)
      .map((call): EventBody => ({ type: "span-cancel", span: call.span, because: ending.because })),
    ...children
      .filter((child) => !child.ending)
      .map((child) =>
        decision(child, {
          what: "cancel",
          because: ending.because,
          ending: { outcome: { status: "cancelled" }, references: null },
        }),
      ),
  ];
}

type Late = Pick<Deciding<AgentStep>, "plan" | "step" | "visit"> & { deadline: number };

function runOutOfTime({ plan, step, visit, deadline }: Late): EventBody {
  const seconds = Math.round((deadline - visit.startedAt) / 100) / 10;
  const kept = usableReferences(visit);
  const names = listed([...new Set(kept.map(({ name }) => nameOfCall(plan, step, name)))]);
  const because = `Its ${seconds} s were over${names ? `; kept what had finished: ${names}` : ""}.`;
  const message = `Expected to end within ${seconds} s and did not. ${
    names ? `Finished until then: ${names}. ` : ""
  }Give the step a longer deadline, or look at which call took the time.`;
  return decision(visit, {
    what: "deadline",
    because,
    chosen: kept.map((reference) => reference.reference),
    ending: {
      outcome: failed({ code: "deadline", message }),
      references: kept.length > 0 ? kept.map((reference) => reference.answer.span) : null,
    },
  });
}

/** Starts the steps that the flows lead to now, or ends the run when nothing is left to start. */
function goOn(plan: Plan, state: RunState): EventBody[] {
  const open = new Set<string>();
  for (const visit of state.visits.values()) if (visit.parent === null) open.add(visit.step);
  const started = (step: string) => state.ended.has(step) || open.has(step);
  if (!started(plan.entry)) return [startStep(plan, plan.entry, null)];
  const targets = flowTargets(plan).filter(
    ({ to, from }) => !started(to) && from.every((step) => state.ended.has(step)),
  );
  if (targets.length > 0) return targets.map(({ to, edge }) => startStep(plan, to, edge));
  if (state.visits.size > 0) return [];
  const outputs = [...state.ended].filter(([step]) => stepOf(plan, step).kind === "output");
  return [
    {
      type: "run-end",
      outcome: state.unknown?.outcome ?? { status: "ok" },
      answer: outputs.at(-1)?.[1].span ?? null,
      failedSpan: state.unknown?.span ?? null,
    },
  ];
}

function startStep(plan: Plan, id: string, flow: string | null): EventBody {
  return {
    type: "span-start",
    parent: null,
    step: id,
    name: stepOf(plan, id).name,
    path: [{ step: id, visit: 0 }],
    attempt: 0,
    work: { kind: "step", call: null, flow },
  };
}
