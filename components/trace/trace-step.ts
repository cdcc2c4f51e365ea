import type { KindName } from "@/components/ui/kind-look.ts";
import type { Graph } from "@/lib/graph/graph.ts";
import { markHidden } from "@/lib/graph/hidden-characters.ts";
import type { Plan } from "@/lib/plan/plan.ts";
import { mainOf } from "@/lib/plan/plan-index.ts";
import type { Span, Trace } from "@/lib/trace/trace.ts";

/** A step of a run as people know it: the node it was drawn as. */
export type TraceStep = { id: string; name: string; kind: KindName };

/** The steps that a graph's nodes become, in drawing order. */
export function stepsOf(graph: Graph): TraceStep[] {
  return graph.nodes
    .filter((node) => node.kind !== "note" && node.kind !== "unknown")
    .map(({ id, name, kind }) => ({ id, name: markHidden(name), kind }));
}

/** The kind of the step a span belongs to; a step that is not drawn any more is of unknown kind. */
export function kindOf(steps: readonly TraceStep[], step: string): KindName {
  return steps.find((candidate) => candidate.id === step)?.kind ?? "unknown";
}

/** The span a person means: a tool visit and its one performed call are the same to people, and the visit says more. */
export function meantSpan(trace: Trace, id: number): Span | undefined {
  const span = trace.spans.get(id);
  const parent = span?.parent == null ? undefined : trace.spans.get(span.parent);
  return span?.kind === "tool" && parent?.children.length === 1 ? parent : span;
}

/** The steps of a plan, for a run whose drawing was not kept. */
export function stepsOfPlan(plan: Plan): TraceStep[] {
  return mainOf(plan).steps.map((step) => ({
    id: step.id,
    name: markHidden(step.name),
    kind: step.kind === "agent" ? step.role : step.kind,
  }));
}
