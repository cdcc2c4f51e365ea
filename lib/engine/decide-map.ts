import { stepOf } from "../plan/plan-index.ts";
import type { EventBody } from "../run/event.ts";
import type { Outcome } from "../run/outcome.ts";
import { decided, failed } from "./choices.ts";
import type { DecidingMap } from "./deciding.ts";

/**
 * Asks the worker for the next items, as many at once as the step says. Where a failed item fails the map, the others
 * are not begun any more.
 */
export function decideMap({ plan, step, visit }: DecidingMap): EventBody[] {
  const { failed: first, count, begun, children, span } = visit;
  if (first && step.failedItems === "fail") {
    const ending = { outcome: itemFailed(first), references: null };
    return [decided({ what: "limit", span, code: "item-failed", ending })];
  }
  const next = Math.min(step.concurrency - children.size, (count ?? 0) - begun);
  const { name } = stepOf(plan, step.worker);
  return Array.from({ length: Math.max(0, next) }, (_, at): EventBody => {
    const index = begun + at;
    return {
      type: "span-start",
      parent: span,
      step: step.worker,
      name,
      path: [...visit.path, { step: step.worker, visit: 0, item: index }],
      attempt: 0,
      work: { kind: "step", origin: { by: "item", index } },
    };
  });
}

/** True when all items of a map have ended. */
export const hasAllItems = ({ visit }: Pick<DecidingMap, "visit">): boolean =>
  visit.count !== null && visit.answers.size === visit.count;

function itemFailed({ index, outcome }: { index: number; outcome: Outcome }): Outcome {
  if (!("failure" in outcome) || outcome.status === "unknown") return outcome;
  const message = `Item ${index + 1} failed (${outcome.failure.code}): ${outcome.failure.message}`;
  return failed({ code: "item-failed", message });
}
