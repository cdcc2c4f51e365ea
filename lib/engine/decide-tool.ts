import type { PlanStep, ToolStep } from "../plan/plan.ts";
import type { EventBody } from "../run/event.ts";
import type { Outcome } from "../run/outcome.ts";
import { pathKey } from "../run/path.ts";
import type { Visit } from "../run/state.ts";
import { endVisit, failed } from "./choices.ts";
import type { Deciding } from "./deciding.ts";
import { shortOf } from "./limits.ts";

/**
 * A tool visit performs its call once. If a crash interrupted it, it is performed again only where that is safe:
 * for reads, and for writes whose target remembers the key.
 */
export function decideTool({ plan, step, state, visit }: Omit<Deciding<ToolStep>, "deadline">): EventBody[] {
  if (visit.performed) {
    const { outcome, result, span } = visit.performed;
    return [endVisit(visit, state.at, { outcome, result: result && span, notes: visit.performedNotes })];
  }
  for (const call of state.open.values()) if (call.visit === visit.span) return [];
  const doubt = doubtOf(step, visit);
  if (doubt) return [endVisit(visit, state.at, { outcome: doubt })];
  const short = shortOf({ plan, state, visit }, { reserved: null, called: step.name });
  if (short) return [endVisit(visit, state.at, { outcome: failed(short) })];
  return [
    {
      type: "span-start",
      parent: visit.span,
      step: step.id,
      name: step.name,
      path: visit.path,
      attempt: visit.attemptsInTurn,
      work: { kind: "tool", effectKey: `${state.runId}:${pathKey(visit.path)}` },
    },
  ];
}

/**
 * The outcome of a tool visit whose effect may have happened without anybody knowing. It takes precedence over any
 * other way the visit would end. Null for every other visit.
 */
export function doubtOf(step: PlanStep, visit: Visit): Outcome | null {
  if (step.kind !== "tool") return null;
  if (visit.performed?.outcome.status === "unknown") return visit.performed.outcome;
  if (!visit.lost || step.effect === "read" || step.effect === "keyed-write") return null;
  return {
    status: "unknown",
    failure: {
      code: "outcome-unknown",
      message: `The runner stopped while "${step.name}" was being performed, so nobody knows whether it happened. Check on the other side before you run it again.`,
      retryable: false,
    },
  };
}
