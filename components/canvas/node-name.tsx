import { markHidden } from "@/lib/graph/hidden-characters.ts";
import type { GraphNode } from "@/lib/graph/node.ts";

/** A node's name. */
export function NodeName({ node, className }: { node: GraphNode; className: string }) {
  return (
    <span className={`${className} truncate`} title={markHidden(node.name)}>
      {markHidden(node.name) || <span className="text-ink-faint">No name</span>}
    </span>
  );
}
