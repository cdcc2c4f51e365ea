import { PinnedWorkflow } from "../graph/node.ts";

/** The id of the plan of a published version among the plans of a run. */
export const planId = ({ id, version }: PinnedWorkflow): string => `${id}@${version}`;

/** The version whose plan has this id; null for the run's own. */
export function pinOf(plan: string): PinnedWorkflow | null {
  const at = plan.lastIndexOf("@");
  const pin = { id: plan.slice(0, at), version: Number(plan.slice(at + 1)) };
  return at < 0 ? null : (PinnedWorkflow.safeParse(pin).data ?? null);
}
