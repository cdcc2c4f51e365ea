import type { Plan, PlanStep } from "@/lib/plan/plan.ts";
import { indexOf } from "@/lib/plan/plan-index.ts";
import { planAt } from "@/lib/run/plan-at.ts";
import type { Span } from "@/lib/trace/trace.ts";
import type { DrawnWorkflow } from "@/lib/views/drawn-workflow.ts";

/** The step of a span in the plan of the graph that it is in, or another step of that graph. Undefined where the plan has none. */
export function stepAt(
  plan: Plan,
  { path, step }: Pick<Span, "path" | "step">,
  id = step,
): PlanStep | undefined {
  const at = planAt(plan, path);
  return at ? indexOf(at).steps.get(id) : undefined;
}

/** The version that a visit to a workflow runs, as it was drawn; undefined where its drawing is not here. */
export function drawnAt(
  plan: Plan,
  workflows: readonly DrawnWorkflow[],
  visit: Span,
): DrawnWorkflow | undefined {
  const step = stepAt(plan, visit);
  return step?.kind === "workflow" ? workflows.find((one) => one.plan === step.plan) : undefined;
}
