"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { Tabs } from "@/components/ui/tabs.tsx";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import { EdgeForm } from "./edge-form.tsx";
import { NodeForm } from "./node-form.tsx";
import { SeveralForm } from "./several-form.tsx";
import { showField } from "./show-field.ts";

type Props = {
  nodeRun?: (nodeId: string) => ReactNode;
  onReveal: (nodeId: string) => void;
};

/** The settings of what is selected; while a run is shown, also what the node did in it. */
export function Inspector({ nodeRun, onReveal }: Props) {
  const selection = useWorkflow((state) => state.selection);
  const graph = useWorkflow((state) => state.document.graph);
  const wish = useWorkflow((state) => state.wish);
  const box = useRef<HTMLDivElement>(null);
  const [tab, setTab] = useState("run");
  const [nodeId] = selection.nodes;
  const [edgeId] = selection.edges;
  const many = selection.nodes.length + selection.edges.length;
  const node = many === 1 ? graph.nodes.find((one) => one.id === nodeId) : undefined;
  const edge = many === 1 ? graph.edges.find((one) => one.id === edgeId) : undefined;

  useEffect(() => {
    if (!wish) return;
    setTab("settings");
    // The form of what was just selected is drawn first.
    const frame = requestAnimationFrame(() => box.current && showField(box.current, wish.field));
    return () => cancelAnimationFrame(frame);
  }, [wish]);

  return (
    <div ref={box} className="flex h-full flex-col overflow-y-auto" data-inspector>
      {node && nodeRun ? (
        <Tabs
          label={node.name}
          value={tab}
          onValueChange={setTab}
          className="min-h-full"
          tabs={[
            { id: "run", label: "This run", content: nodeRun(node.id) },
            { id: "settings", label: "Settings", content: <NodeForm node={node} /> },
          ]}
        />
      ) : node ? (
        <NodeForm node={node} />
      ) : edge ? (
        <EdgeForm key={edge.id} edge={edge} onReveal={onReveal} />
      ) : many > 1 ? (
        <SeveralForm />
      ) : (
        <p className="p-4 text-ink-faint">Select a node or an edge to see its settings.</p>
      )}
    </div>
  );
}
