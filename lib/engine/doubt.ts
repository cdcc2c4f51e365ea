import type { Outcome } from "../run/outcome.ts";
import type { Deciding } from "./deciding.ts";

/**
 * The outcome of a visit to a tool, or to a workflow inside which there is one, whose effect may have happened without
 * anybody knowing. It takes precedence over any other way the visit would end. Null for every other visit.
 */
export function doubtOf({ state, step, visit }: Pick<Deciding, "state" | "step" | "visit">): Outcome | null {
  if (visit.kind === "workflow") return state.frames.get(visit.span)?.unknown[0]?.outcome ?? null;
  if (step.kind !== "tool" || visit.kind !== "tool") return null;
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
