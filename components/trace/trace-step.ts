import type { KindName } from "@/components/ui/kind-look.ts";
import type { Graph } from "@/lib/graph/graph.ts";
import { markHidden } from "@/lib/graph/hidden-characters.ts";
import type { FlowPlan, Plan, PlanStep } from "@/lib/plan/plan.ts";
import { indexOf, mainOf } from "@/lib/plan/plan-index.ts";
import type { Span, Trace } from "@/lib/trace/trace.ts";

/** A step of a run as people know it: the node it was drawn as. `inside`: of a workflow, the steps of its version. */
export type TraceStep = { id: string; name: string; kind: KindName; inside?: () => readonly TraceStep[] };

/** The steps that a graph's nodes become, in drawing order; with the plan of a run of it, also those inside workflows. */
export function stepsOf(graph: Graph, plan: Plan | null = null): TraceStep[] {
  const planned = plan && indexOf(mainOf(plan)).steps;
  return graph.nodes
    .filter((node) => node.kind !== "note" && node.kind !== "unknown")
    .map(({ id, name, kind }) => ({
      id,
      name: markHidden(name),
      kind,
      ...(plan && insideOf(plan, planned?.get(id))),
    }));
}

/** The steps of a plan, for a run whose drawing was not kept. */
export const stepsOfPlan = (plan: Plan): TraceStep[] => stepsOfFlows(plan, mainOf(plan));

const stepsOfFlows = (plan: Plan, { steps }: FlowPlan): TraceStep[] =>
  steps.map((step) => ({
    id: step.id,
    name: markHidden(step.name),
    kind: step.kind === "agent" ? step.role : step.kind,
    ...insideOf(plan, step),
  }));

const made = new WeakMap<FlowPlan, readonly TraceStep[]>();

function insideOf(plan: Plan, step: PlanStep | undefined): Pick<TraceStep, "inside"> {
  const inner = step?.kind === "workflow" ? plan.plans[step.plan] : undefined;
  if (!inner) return {};
  return {
    inside() {
      const steps = made.get(inner) ?? stepsOfFlows(plan, inner);
      made.set(inner, steps);
      return steps;
    },
  };
}

/** The kind of the step a span belongs to; a step that is not drawn any more is of unknown kind. */
export function kindOf(steps: readonly TraceStep[], { path, step }: Pick<Span, "path" | "step">): KindName {
  let among = steps;
  for (const { step: id } of path.slice(0, -1)) {
    const around = among.find((candidate) => candidate.id === id);
    if (around?.inside) among = around.inside();
  }
  return among.find((candidate) => candidate.id === step)?.kind ?? "unknown";
}

/** The span a person means: a tool visit and its one performed call are the same to people, and the visit says more. */
export function meantSpan(trace: Trace, id: number): Span | undefined {
  const span = trace.spans.get(id);
  const parent = span?.parent == null ? undefined : trace.spans.get(span.parent);
  return span?.kind === "tool" && parent?.children.length === 1 ? parent : span;
}
