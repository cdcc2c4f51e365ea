import type { Json, JsonObject } from "../../../../graph/json.ts";
import type { PlanFlow, PlanStep } from "../../../../plan/plan.ts";
import { referenceValue } from "../expressions/reference-value.ts";
import { type Chosen, choose } from "./choose.ts";
import type { Frame } from "./frame.ts";

/** What a step's flows come to after a visit; `status` is what the visit then counts as. */
export type Settled =
  | { live: PlanFlow[]; back: PlanFlow | null; status: "ok" | "failed" | "unknown" }
  | "condition-failed";

export type Settling = {
  frame: Frame;
  step: PlanStep;
  status: "ok" | "failed" | "unknown";
  /** The handoff along which the visit gave control away. */
  over: string | null;
  scope: JsonObject;
  /** Told where the meaning of plans leaves something open. */
  leavesOpen: (why: string) => void;
};

/** Settles the flows from a step. A way back that is used up makes of the visit a failed one. */
export function settle(settling: Settling): Settled {
  const { frame, step, leavesOpen } = settling;
  const usedUp: PlanFlow[] = [];
  let { status } = settling;
  try {
    // What nobody knows to have happened is not done once more.
    const known = status !== "unknown";
    const over = frame.shape.from(step.id).find(({ edge }) => edge === settling.over);
    // Where it may not hand back any more and is to go on, it is as if it had not handed over.
    const isOver = over && !(over.back?.usedUp === "go-on" && frame.isUsedUp(over));
    let chosen = chosenOf(settling, (flow) =>
      isOver
        ? flow === over
        : flow.on === (status === "ok" ? "ok" : "failed") && (known || flow.back === null),
    );
    while ("usedUp" in chosen) {
      usedUp.push(chosen.usedUp);
      status = "failed";
      frame.now(step.id).failure = { code: "rework-limit", message: "" };
      if (onFailureOf(step))
        leavesOpen(`${step.id} says what becomes of a failure, and is reworked too often`);
      chosen = chosenOf(settling, (flow) => flow.on === "failed" && !usedUp.includes(flow));
    }
    return { ...chosen, status };
  } catch (error) {
    if (error instanceof ConditionFailed) return "condition-failed";
    throw error;
  }
}

/** What the plan says becomes of a failed visit; null: nothing. */
export function onFailureOf(step: PlanStep) {
  return "onFailure" in step ? step.onFailure : null;
}

class ConditionFailed extends Error {}

function chosenOf(
  { frame, step, scope, leavesOpen }: Settling,
  follows: (flow: PlanFlow) => boolean,
): Chosen {
  const flows = frame.shape.from(step.id).filter(follows);
  const { failure } = frame.now(step.id);
  const found = (flow: PlanFlow): Json | undefined => {
    if (flow.when === null) return true;
    const value = referenceValue(
      flow.when,
      flow.on === "failed" && failure ? { ...scope, failure: { ...failure } } : scope,
    );
    return value.ok ? value.value : undefined;
  };
  const seen = new Set<PlanFlow>();
  const chosen = choose(step, {
    flows,
    holds: (flow) => {
      seen.add(flow);
      const value = found(flow);
      if (typeof value !== "boolean") throw new ConditionFailed();
      return value;
    },
    way: (back) => (frame.isUsedUp(back) ? (back.back?.usedUp ?? "fail") : "take"),
    leaves: (flow, back) => frame.shape.leaves(flow, back),
  });
  const all = step.kind !== "branch" || step.takes === "every";
  if (all && flows.some((flow) => !seen.has(flow) && typeof found(flow) !== "boolean"))
    leavesOpen(`a condition of ${step.id} that need not be evaluated can't be`);
  return chosen;
}
