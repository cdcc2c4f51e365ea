import type { Graph } from "./graph.ts";
import type { PinnedWorkflow } from "./node.ts";

/** The published versions that a graph's nodes use, each once, in the order of the nodes. */
export function pinnedWorkflows({ nodes }: Graph): PinnedWorkflow[] {
  const pinned = new Map<string, PinnedWorkflow>();
  for (const node of nodes)
    if (node.kind === "workflow" && node.workflow)
      pinned.set(`${node.workflow.version} ${node.workflow.id}`, node.workflow);
  return [...pinned.values()];
}
