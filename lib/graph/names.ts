import type { GraphNode } from "./node.ts";

/**
 * The name under which a node is called by a model and read in CEL: lower case words joined by `_`
 * ("Data retrieval" → `data_retrieval`). Names without letters or digits give `step`.
 */
export function callName(node: Pick<GraphNode, "name">): string {
  const words = node.name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .match(/[a-z0-9]+/g);
  if (!words) return "step";
  const joined = words.join("_").slice(0, 60);
  return /^[a-z]/.test(joined) ? joined : `step_${joined}`;
}
