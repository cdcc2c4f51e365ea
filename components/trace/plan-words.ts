import type { FlowPlan, Plan, PlanStep } from "@/lib/plan/plan.ts";
import { indexOf, mainOf } from "@/lib/plan/plan-index.ts";
import { planAt } from "@/lib/run/plan-at.ts";
import type { PlanWords } from "@/lib/trace/decision-words.ts";
import type { Span } from "@/lib/trace/trace.ts";

/** What the words of decisions take from a plan. A step that it does not have goes by what the log says of it. */
export function planWords(plan: Plan): PlanWords {
  // A log may belong to another plan; then its spans go by what they say themselves.
  const of = ({ path }: Span) => planAt(plan, path) ?? mainOf(plan);
  const stepOf = (span: Span) => indexOf(of(span)).steps.get(span.step);
  return {
    calls: (span) => callsOf(of(span), stepOf(span)),
    isSupervisor: (span) => {
      const found = stepOf(span);
      return found?.kind === "agent" && found.role === "supervisor";
    },
    model: (span, choice) => {
      const found = stepOf(span);
      return (found?.kind === "agent" && found.models[choice]?.model) || `model ${choice + 1}`;
    },
    accepts: (span) => {
      const found = stepOf(span);
      return found?.kind === "agent" ? found.accept : null;
    },
    flow: (span, edge) => {
      const { flows, steps } = indexOf(of(span));
      const flow = flows.get(edge);
      return flow
        ? { to: steps.get(flow.to)?.name ?? flow.to, isBack: flow.back !== null, when: flow.when }
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
