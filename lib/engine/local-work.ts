import type { EventBody } from "../run/event.ts";
import type { Ending, Visit } from "../run/state.ts";
import { assembleCall } from "./assemble.ts";
import { decidingOf } from "./decide.ts";
import { waitsForAcceptance, waitsForSize } from "./decide-agent.ts";
import { isOver } from "./decide-frame.ts";
import { hasAllItems } from "./decide-map.ts";
import { endMap, endOutput, endWithDefault, endWithReferences, endWorkflow } from "./end-composed.ts";
import { endOf, hasOpen, isDone, outputOf } from "./end-of-frame.ts";
import { evaluateAcceptance, evaluateConditions } from "./evaluate.ts";
import { fillContext } from "./fill.ts";
import { endHandingOver } from "./fill-call.ts";
import type { Performing } from "./perform.ts";

const encoder = new TextEncoder();

/**
 * The next fact that the engine can make without a call: a context to fill, results to compose, a template to
 * render, conditions to evaluate, a request to measure. Null when there is none.
 */
export async function localWork(run: Performing): Promise<EventBody | null> {
  const { state } = run;
  if (state.halt) return null;
  for (const span of state.todo.work) {
    const visit = state.visits.get(span);
    const made = visit ? await workOn(run, visit) : null;
    if (made) return made;
    state.todo.work.delete(span);
  }
  for (const frame of state.frames.values()) {
    if (isOver(state, frame)) continue;
    for (const id of frame.settling) {
      const made = await evaluateConditions(run, frame, id);
      if (made) return made;
    }
  }
  return null;
}

/** Composes the result of a workflow inside which nothing is left to do. */
async function closeWorkflow(run: Performing, visit: Visit): Promise<EventBody | null> {
  const frame = run.state.frames.get(visit.span);
  if (!frame || !isDone(visit, frame)) return null;
  const { outcome, answer } = endOf(frame);
  const output = outputOf(frame, answer);
  if (outcome.status !== "ok" || answer === null || !output || output.shows.length === 0) return null;
  return endWorkflow(run, visit, { frame, output, answer });
}

/** Composes the result that a visit is to end with. */
async function endAsDecided(run: Performing, visit: Visit, ending: Ending): Promise<EventBody> {
  const { result } = ending;
  if (result === "default") return endWithDefault(run, visit);
  if (visit.kind === "agent" && result && "edge" in result) return endHandingOver(run, visit, result);
  return endWithReferences(run, visit, ending);
}

async function workOn(run: Performing, visit: Visit): Promise<EventBody | null> {
  const { state } = run;
  if (visit.ending) {
    if (visit.ending.result === null || hasOpen(visit)) return null;
    return endAsDecided(run, visit, visit.ending);
  }
  if (visit.kind === "branch") return null;
  if (visit.kind === "workflow" && visit.received.state === "ready") return closeWorkflow(run, visit);
  if (visit.received.state === "pending") return fillContext(run, visit);
  if (visit.received.state === "failed") return null;
  const deciding = decidingOf(state, visit);
  const { step } = deciding;
  if (visit.kind === "map")
    return step.kind === "map" && hasAllItems({ visit }) ? endMap(run, visit, step) : null;
  if (step.kind === "output") return endOutput(run, visit, step);
  if (step.kind !== "agent" || visit.kind !== "agent") return null;
  const agent = { ...deciding, step, visit };
  if (waitsForAcceptance(agent)) return evaluateAcceptance(run, agent);
  if (!waitsForSize(agent)) return null;
  const call = await assembleCall(run, { step, visit, choice: visit.choice });
  const bytes = encoder.encode(JSON.stringify(run.ports.models.request(call))).length;
  return { type: "request-size", span: visit.span, bytes };
}
