import type { ToolStep } from "../plan/plan.ts";
import type { EventBody } from "../run/event.ts";
import { pathKey } from "../run/path.ts";
import type { RunState, Visit } from "../run/state.ts";
import { endVisit } from "./choices.ts";

/**
 * A tool visit performs its call once. Cut by a crash, it is performed again only where that is safe: reads, and writes
 * whose target remembers the key.
 */
export function decideTool(step: ToolStep, state: RunState, visit: Visit): EventBody[] {
  if (visit.performed)
    return [endVisit(visit, state.at, visit.performed.outcome, visit.performed.result, visit.performedNotes)];
  for (const call of state.open.values()) if (call.visit === visit.span) return [];
  if (visit.lost && step.effect !== "read" && step.effect !== "keyed-write")
    return [
      endVisit(visit, state.at, {
        status: "unknown",
        failure: {
          code: "outcome-unknown",
          message: `The runner stopped while "${step.name}" was being performed, so nobody knows whether it happened. Check on the other side before you run it again.`,
          retryable: false,
        },
      }),
    ];
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
