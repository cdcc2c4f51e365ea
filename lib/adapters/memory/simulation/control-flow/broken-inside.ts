import type { JsonObject } from "../../../../graph/json.ts";
import type { Call, FlowPlan, MapStep, PlanField, PlanStep, WorkflowStep } from "../../../../plan/plan.ts";

/** Whether a plan is the run's own, and the run's input. */
type Around = { isMain: boolean; input: JsonObject };

/** A change of each plan of a run that makes of an engine one that gets one thing wrong. */
export type BreakingInside = (plan: FlowPlan, around: Around) => FlowPlan;

const steps =
  (change: (step: PlanStep) => PlanStep): BreakingInside =>
  (plan) => ({ ...plan, steps: plan.steps.map(change) });

const maps = (change: (step: MapStep) => Partial<MapStep>) =>
  steps((step) => (step.kind === "map" ? { ...step, ...change(step) } : step));

const workflows = (change: (step: WorkflowStep) => Partial<WorkflowStep>) =>
  steps((step) => (step.kind === "workflow" ? { ...step, ...change(step) } : step));

type HandOff = Extract<Call["means"], { kind: "handoff" }>;

/** `isBack`: control may come back by it, which a call can't stand for. */
const handoffs =
  (change: (means: HandOff, isBack: boolean) => Call["means"]): BreakingInside =>
  (plan, around) =>
    steps((step) => {
      if (step.kind !== "agent") return step;
      const isBack = ({ edge }: HandOff) =>
        plan.flows.some((flow) => flow.edge === edge && flow.back !== null);
      const calls = step.calls.map((call) =>
        call.means.kind === "handoff" ? { ...call, means: change(call.means, isBack(call.means)) } : call,
      );
      return { ...step, calls };
    })(plan, around);

const failing = (from: MapStep["failedItems"], to: MapStep["failedItems"]) =>
  maps(({ failedItems }) => ({ failedItems: failedItems === from ? to : failedItems }));

/** Engines that get maps, workflows as steps or handoffs wrong, each in one way, as the plans that they would need for it. */
export const BROKEN_INSIDE: Record<string, BreakingInside> = {
  "asks for every item twice": maps(({ items }) => ({ items: `(${items}) + (${items})` })),
  "never asks for the first item": maps(({ items }) => ({
    items: `(${items}).filter(one, one != (${items})[0])`,
  })),
  "keeps a failed item where the map is to fail": failing("fail", "keep"),
  "keeps a failed item that is to be left out": failing("skip", "keep"),
  "leaves out a failed item that is to be kept": failing("keep", "skip"),
  "gives nothing but the item to who is asked for it": maps(() => ({ fields: [] })),
  "shows the run's own input to what is inside a workflow": (plan, { isMain, input }) =>
    isMain
      ? plan
      : { ...plan, flows: plan.flows.map((flow) => ({ ...flow, fields: flow.fields.map(seeing(input)) })) },
  "stops the run where a workflow stops": (plan, around) => {
    const { steps: changed } = workflows(() => ({ onFailure: null }))(plan, around);
    const ofWorkflows = new Set(plan.steps.flatMap(({ id, kind }) => (kind === "workflow" ? [id] : [])));
    const flows = plan.flows.filter(({ from, on }) => on !== "failed" || !ofWorkflows.has(from));
    return { ...plan, steps: changed, flows };
  },
  "begins a workflow with parameters that don't fit": workflows(() => ({
    parameters: { type: "object", properties: {}, required: [] },
  })),
  "gives control back to who has handed over": handoffs((means, isBack) =>
    isBack ? means : { kind: "worker", step: means.step, fields: means.fields },
  ),
  "hands over what came, whatever is to be handed over": handoffs((means) => ({ ...means, fields: [] })),
  "lets an agent hand back once too often": (plan) => ({
    ...plan,
    flows: plan.flows.map((flow) =>
      flow.on === "handoff" && flow.back
        ? { ...flow, back: { ...flow.back, most: flow.back.most + 1 } }
        : flow,
    ),
  }),
};

/** A field whose path reads this in place of its own input. */
const seeing =
  (input: JsonObject) =>
  (field: PlanField): PlanField =>
    field.fill.by === "path"
      ? { ...field, fill: { by: "path", path: field.fill.path.replace(/\binput\b/g, JSON.stringify(input)) } }
      : field;
