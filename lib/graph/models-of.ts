import type { Graph } from "./graph.ts";
import type { AgentNode, ModelChoice, SupervisorNode } from "./node.ts";

/**
 * The models that an agent or supervisor tries, in order: its own, or the workflow's default; empty when there is
 * neither. `id` is the entry in the node's list, null for the default.
 */
export function modelsOf(
  graph: Graph,
  node: AgentNode | SupervisorNode,
): (ModelChoice & { id: string | null })[] {
  if (node.models.length > 0) return node.models;
  return graph.defaultModel === null ? [] : [{ id: null, ...graph.defaultModel }];
}
