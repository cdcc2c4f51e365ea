"use client";

import { Copy, Ellipsis, Trash2 } from "lucide-react";
import { copyNodes } from "@/components/canvas/copy-nodes.ts";
import { pasteNodes } from "@/components/canvas/paste-nodes.ts";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Menu, MenuItem } from "@/components/ui/menu.tsx";
import { newId } from "@/components/workflow/new-id.ts";
import { useWorkflowStore } from "@/components/workflow/use-workflow.ts";
import type { GraphNode } from "@/lib/graph/node.ts";

/** What may be done with a node as a whole. */
export function NodeMenu({ node }: { node: GraphNode }) {
  const store = useWorkflowStore();
  const duplicate = () => {
    const { document, edit } = store.getState();
    const pasted = pasteNodes(document, copyNodes(document, new Set([node.id])), { offset: 32 }, newId);
    if (!("problem" in pasted)) edit(pasted.edits, { select: { nodes: pasted.nodes, edges: [] } });
  };
  return (
    <Menu align="end" trigger={<IconButton label="More" icon={<Ellipsis size={16} aria-hidden />} />}>
      <MenuItem icon={<Copy size={14} aria-hidden />} keys="Mod D" onSelect={duplicate}>
        Duplicate
      </MenuItem>
      <MenuItem
        icon={<Trash2 size={14} aria-hidden />}
        keys="Del"
        danger
        onSelect={() => store.getState().edit([{ type: "node-remove", id: node.id }])}
      >
        Remove
      </MenuItem>
    </Menu>
  );
}
