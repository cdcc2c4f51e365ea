import type { GraphNode } from "@/lib/graph/node.ts";

/** A node's name. */
export function NodeName({ node, className }: { node: GraphNode; className: string }) {
  return (
    <span className={`${className} truncate`} title={node.name}>
      {node.name || <span className="text-ink-faint">No name</span>}
    </span>
  );
}
