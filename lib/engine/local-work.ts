import type { EventBody } from "../run/event.ts";
import { assembleCall } from "./assemble.ts";
import { hasOpen } from "./decide.ts";
import { waitsForSize } from "./decide-agent.ts";
import { endOutput, endWithReferences } from "./end-composed.ts";
import { fillContext } from "./fill.ts";
import type { Performing } from "./perform.ts";
import { stepOf } from "./plan-index.ts";

const encoder = new TextEncoder();

/**
 * The next fact that the engine can make without a call: a context to fill, results to compose, a template to
 * render, a request to measure. Null when there is none.
 */
export async function localWork(run: Performing): Promise<EventBody | null> {
  const { plan, state } = run;
  if (state.halt) return null;
  for (const visit of state.visits.values()) {
    if (visit.ending) {
      if (visit.ending.references !== null && !hasOpen(state, visit))
        return endWithReferences(run, visit, visit.ending);
    } else if (visit.received.state === "pending") {
      return fillContext(run, visit);
    } else if (visit.received.state === "ready") {
      const step = stepOf(plan, visit.step);
      if (step.kind === "output") return endOutput(run, visit, step);
      if (step.kind !== "agent" || !waitsForSize({ plan, step, state, visit })) continue;
      const call = await assembleCall(run, { step, visit, choice: visit.choice });
      const bytes = encoder.encode(JSON.stringify(run.ports.models.request(call))).length;
      return { type: "request-size", span: visit.span, bytes };
    }
  }
  return null;
}
