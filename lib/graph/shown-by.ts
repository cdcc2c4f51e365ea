import type { GraphIndex } from "./graph-index.ts";
import type { OutputNode } from "./node.ts";

/**
 * The steps whose results an output without a template shows, in the order of the edges that lead to it; instead of
 * a branch, what led to that.
 */
export function shownBy(index: GraphIndex, output: OutputNode): string[] {
  if (output.template.trim() !== "") return [];
  const shown = new Set<string>();
  const seen = new Set<string>([output.id]);
  const left = [output.id];
  for (let id = left.pop(); id !== undefined; id = left.pop())
    for (const { from } of index.into(id)) {
      if (index.node(from)?.kind !== "branch") shown.add(from);
      else if (!seen.has(from)) left.push(from);
      seen.add(from);
    }
  return [...shown];
}
