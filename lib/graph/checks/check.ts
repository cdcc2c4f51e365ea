import type { GraphIndex } from "../graph-index.ts";
import type { Issue, Surroundings } from "../issue.ts";
import type { GraphNode } from "../node.ts";

/** One group of rules: everything of its kind that is wrong with a graph. */
export type Check = (index: GraphIndex, surroundings: Surroundings | null) => Issue[];

/** A node's name as it stands in messages. */
export function called(node: Pick<GraphNode, "name" | "kind"> | undefined): string {
  if (!node) return "a node that isn't there";
  return node.name.trim() === "" ? `The ${node.kind} without a name` : `“${node.name}”`;
}
