import type { FlowPlan, PlanFlow, PlanStep } from "../../../../plan/plan.ts";

/** A change of a plan that makes of an engine one that gets one thing about control flow wrong. */
export type Breaking = (plan: FlowPlan) => FlowPlan;

const steps =
  (change: (step: PlanStep, plan: FlowPlan) => PlanStep): Breaking =>
  (plan) => ({ ...plan, steps: plan.steps.map((step) => change(step, plan)) });

const flows =
  (change: (flow: PlanFlow, plan: FlowPlan) => PlanFlow): Breaking =>
  (plan) => ({ ...plan, flows: plan.flows.map((flow) => change(flow, plan)) });

const joins = (change: (needs: "all" | "any" | number, into: number) => "all" | "any" | number) =>
  steps((step, plan) => {
    if (step.kind === "input") return step;
    const into = plan.flows.filter((flow) => flow.to === step.id && !flow.back).length;
    return { ...step, join: { ...step.join, needs: change(step.join.needs, into) } };
  });

const isCase = ({ from }: PlanFlow, plan: FlowPlan, takes: "first" | "every") =>
  plan.steps.some((step) => step.id === from && step.kind === "branch" && step.takes === takes);

/** Engines that get control flow wrong, each in one way, as the plans that an engine would have to be given for that. */
export const BROKEN: Record<string, Breaking> = {
  // With one that never comes besides, as many as there were have to come, however many are dead.
  "passes no dead path on": (plan) => ({
    ...joins((needs, into) => (needs === "all" ? into : needs))(plan),
    flows: [
      ...plan.flows,
      ...plan.steps.flatMap(({ id }): PlanFlow[] => {
        const into = plan.flows.find(({ to, back }) => to === id && !back);
        return into ? [{ ...NEVER, edge: `never-${id}`, from: into.from, to: id }] : [];
      }),
    ],
  }),
  "waits for all where any is enough": joins((needs) => (needs === "any" ? "all" : needs)),
  "takes the first where all are needed": joins((needs) => (needs === "all" ? "any" : needs)),
  "cancels no loser": (plan) => ({
    ...plan,
    steps: [...plan.steps, KEPT],
    flows: [
      ...plan.flows,
      ...plan.steps.flatMap((step): PlanFlow[] =>
        (step.kind === "agent" || step.kind === "tool") && plan.flows.some(({ to }) => to === step.id)
          ? [{ ...NEVER, edge: `kept-${step.id}`, from: step.id }]
          : [],
      ),
    ],
  }),
  "takes the last case that holds": (plan) => ({
    ...plan,
    flows: [
      ...plan.flows.filter((flow) => !isCase(flow, plan, "first")),
      ...plan.flows.filter((flow) => isCase(flow, plan, "first")).reverse(),
    ],
  }),
  "takes an else beside the cases": flows((flow, plan) =>
    isCase(flow, plan, "every") && flow.when === null ? { ...flow, when: "true" } : flow,
  ),
  "takes every case of a branch that takes one": steps((step) =>
    step.kind === "branch" ? { ...step, takes: "every" } : step,
  ),
  "takes one case of a branch that takes every one": steps((step) =>
    step.kind === "branch" ? { ...step, takes: "first" } : step,
  ),
  "looks at no condition": flows((flow) => (flow.when === null ? flow : { ...flow, when: "true" })),
  "takes no condition for true": flows((flow) => (flow.when === null ? flow : { ...flow, when: "false" })),
  "follows on success what follows on a failure": flows((flow) =>
    flow.on === "failed" ? { ...flow, on: "ok", when: null } : flow,
  ),
  "follows nothing on a failure": (plan) => ({
    ...plan,
    flows: plan.flows.filter(({ on }) => on === "ok"),
  }),
  "goes round once too often": flows((flow) =>
    flow.back ? { ...flow, back: { ...flow.back, most: flow.back.most + 1 } } : flow,
  ),
  "never goes back": (plan) => ({ ...plan, flows: plan.flows.filter(({ back }) => !back) }),
  "goes on where it must fail, and fails where it may go on": flows((flow) =>
    flow.back
      ? { ...flow, back: { ...flow.back, usedUp: flow.back.usedUp === "fail" ? "go-on" : "fail" } }
      : flow,
  ),
  "leaves no failed step out": steps((step) =>
    "onFailure" in step && step.onFailure?.do === "leave-out" ? { ...step, onFailure: null } : step,
  ),
};

const KEPT: PlanStep = {
  id: "kept",
  name: "Kept",
  callName: "kept",
  description: "",
  kind: "output",
  join: { needs: "all", withinMs: null },
  template: "Nothing.",
  shows: [],
};

/** A flow that is never taken, and keeps the step it comes from needed. */
const NEVER = {
  to: KEPT.id,
  fields: [],
  handsOn: false,
  on: "ok" as const,
  when: "false",
  back: null,
};

/** More, which graphs of four steps have no means to show: joins of three, what is handed on, and what is inside visits. */
export const BROKEN_WITHIN: Record<string, Breaking> = {
  "waits for one more than it needs": joins((needs) => (typeof needs === "number" ? needs + 1 : needs)),
  "forgets to open the flows of a loop": flows((flow) =>
    flow.back ? { ...flow, back: { ...flow.back, loop: [flow.to] } } : flow,
  ),
  "hands nothing on when it goes back": flows((flow) => (flow.back ? { ...flow, handsOn: false } : flow)),
  "uses no default result": steps((step) =>
    "onFailure" in step && step.onFailure?.do === "result" ? { ...step, onFailure: null } : step,
  ),
  "tries a tool once too often": steps((step) =>
    step.kind === "tool" ? { ...step, retry: { ...step.retry, attempts: step.retry.attempts + 1 } } : step,
  ),
  "tries no tool again": steps((step) =>
    step.kind === "tool" ? { ...step, retry: { ...step.retry, attempts: 1 } } : step,
  ),
  "accepts every answer": steps((step) => (step.kind === "agent" ? { ...step, accept: null } : step)),
  "sends an answer back once too often": steps((step) =>
    step.kind === "agent" && step.accept
      ? { ...step, accept: { ...step.accept, most: step.accept.most + 1 } }
      : step,
  ),
  "waits for flows twice as long": steps((step) =>
    step.kind !== "input" && step.join.withinMs !== null
      ? { ...step, join: { ...step.join, withinMs: 2 * step.join.withinMs } }
      : step,
  ),
};
