import type { Plan, PlanStep } from "../plan/plan.ts";
import type { RunState, Visit } from "../run/state.ts";

/** A visit, and what the choices about it are made from. */
export type Deciding<Step extends PlanStep = PlanStep> = {
  plan: Plan;
  state: RunState;
  step: Step;
  visit: Visit;
  /** When the visit's time is up, epoch ms; null: never. */
  deadline: number | null;
};
