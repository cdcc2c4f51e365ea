import type { FlowPlan, Plan, PlanStep } from "@/lib/plan/plan.ts";
import { indexOf, mainOf } from "@/lib/plan/plan-index.ts";
import type { PlanWords } from "@/lib/trace/decision-words.ts";

/** What the words of decisions take from a plan. A step that it does not have goes by what the log says of it. */
export function planWords(plan: Plan): PlanWords {
  const main = mainOf(plan);
  const step = (id: string) => indexOf(main).steps.get(id);
  return {
    calls: (span) => callsOf(main, step(span.step)),
    isSupervisor: (span) => {
      const found = step(span.step);
      return found?.kind === "agent" && found.role === "supervisor";
    },
    model: (span, choice) => {
      const found = step(span.step);
      return (found?.kind === "agent" && found.models[choice]?.model) || `model ${choice + 1}`;
    },
    flow: (_span, edge) => {
      const flow = indexOf(main).flows.get(edge);
      return flow
        ? { to: step(flow.to)?.name ?? flow.to, isBack: flow.back !== null, when: flow.when }
        : null;
    },
  };
}

function callsOf(plan: FlowPlan, step: PlanStep | undefined): ReturnType<PlanWords["calls"]> {
  if (step?.kind !== "agent") return [];
  return step.calls.map(({ name, needs, means }) => ({
    name,
    needs,
    leadsTo: means.kind === "finish" ? name : (indexOf(plan).steps.get(means.step)?.name ?? name),
  }));
}
