"use client";

import { lookOf } from "@/components/canvas/kind-look.ts";
import { LookTile } from "@/components/canvas/look-tile.tsx";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import { markHidden } from "@/lib/graph/hidden-characters.ts";
import type { GraphNode } from "@/lib/graph/node.ts";

/** A node's name that leads to it. */
export function NodeLink({ node, onReveal }: { node: GraphNode; onReveal?: (nodeId: string) => void }) {
  const select = useWorkflow((state) => state.select);
  return (
    <button
      type="button"
      onClick={() => {
        select({ nodes: [node.id], edges: [] });
        onReveal?.(node.id);
      }}
      className="flex h-7 min-w-0 max-w-full items-center gap-1.5 rounded-control border border-line bg-paper pr-2 pl-1 text-left font-strong hover:bg-hover"
    >
      <LookTile look={lookOf(node)} size={20} />
      <span className="min-w-0 flex-1 truncate">{markHidden(node.name) || "No name"}</span>
    </button>
  );
}
