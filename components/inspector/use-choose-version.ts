"use client";

import { useState } from "react";
import { ask } from "@/components/problem/refusal.ts";
import { useWorkflowStore } from "@/components/workflow/use-workflow.ts";
import type { WorkflowLibrary } from "@/components/workflow/workflow-library.ts";
import type { GraphEdit } from "@/lib/graph/graph-edit.ts";
import { newNodeName } from "@/lib/graph/new-node.ts";
import type { PinnedWorkflow, WorkflowNode } from "@/lib/graph/node.ts";
import { renameNode } from "@/lib/graph/rename.ts";
import { nodeInterface } from "@/lib/graph/workflow-interface.ts";

/**
 * Pins a node to a version, with that version's form and the shape of its result, as one step. A node that nobody has named yet
 * takes the name of the workflow.
 */
export function useChooseVersion(node: WorkflowNode, library: WorkflowLibrary) {
  const store = useWorkflowStore();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const choose = async (pin: PinnedWorkflow, name: string | null) => {
    setBusy(true);
    setRefused(null);
    const answer = await ask(() => library.published([pin]));
    setBusy(false);
    if (!answer.ok) return setRefused(answer.message);
    const found = answer.workflows.find(({ id, version }) => id === pin.id && version === pin.version);
    if (!found) return setRefused("It isn't there any more. Choose another one.");
    const { graph } = store.getState().document;
    const { id } = node;
    const { parameters, result } = nodeInterface(found.graph);
    const edits: GraphEdit[] = [
      { type: "node-change", id, path: ["workflow"], value: pin },
      { type: "node-change", id, path: ["parameters"], value: parameters },
      { type: "node-change", id, path: ["result"], value: result },
      ...(name && isUnnamed(node) ? renameNode(graph, id, name) : []),
    ];
    // What it is known by is there before it is used.
    store.getState().takePublished([pin], answer.workflows);
    setRefused(store.getState().edit(edits));
  };
  return { choose, busy, refused };
}

const isUnnamed = ({ kind, name }: WorkflowNode) => name.replace(/ \d+$/, "") === newNodeName(kind);
