import type { FlowPlan, PlanStep } from "../plan/plan.ts";
import type { AgentVisit, MapVisit, RunState, ToolVisit, Visit } from "../run/state.ts";

/** A visit, and what the choices about it are made from. `plan` is the one that its step belongs to. */
export type Deciding<Step extends PlanStep = PlanStep, V extends Visit = Visit> = {
  state: RunState;
  plan: FlowPlan;
  step: Step;
  visit: V;
};

export type DecidingAgent = Deciding<Extract<PlanStep, { kind: "agent" }>, AgentVisit>;
export type DecidingTool = Deciding<Extract<PlanStep, { kind: "tool" }>, ToolVisit>;
export type DecidingMap = Deciding<Extract<PlanStep, { kind: "map" }>, MapVisit>;
