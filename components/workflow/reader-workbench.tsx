"use client";

import { Eye, History, List } from "lucide-react";
import { useState } from "react";
import { GraphView } from "@/components/canvas/graph-view.tsx";
import { useMay } from "@/components/frame/workspace-context.ts";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { later } from "@/components/ui/later.tsx";
import { Sheet } from "@/components/ui/sheet.tsx";
import { Tabs } from "@/components/ui/tabs.tsx";
import { useRememberedSize } from "@/components/ui/use-remembered-size.ts";
import { NodeFacts, StepList } from "@/components/versions/node-facts.tsx";
import { markHidden } from "@/lib/graph/hidden-characters.ts";
import { EdgeGrip } from "./edge-grip.tsx";
import { useWorkflow } from "./use-workflow.ts";
import type { WorkflowPageProps } from "./workflow-props.ts";

const VersionsPanel = later(
  async () => (await import("@/components/versions/versions-panel.tsx")).VersionsPanel,
);

type Props = Pick<
  WorkflowPageProps,
  "workflowId" | "versions" | "paint" | "runControls" | "runPanel" | "nodeRun" | "inside"
> & { narrow: boolean };

/** A workflow for who may look at it and not draw: the drawing as it is now, what is set on its nodes, and its runs. */
export function ReaderWorkbench(props: Props) {
  const { versions, paint = null, runControls, runPanel, inside, narrow } = props;
  const runs = useMay("run");
  const name = useWorkflow((state) => state.name);
  const document = useWorkflow((state) => state.document);
  const select = useWorkflow((state) => state.select);
  const selected = useWorkflow((state) => state.selection.nodes[0] ?? null);
  const [versionsOpen, setVersionsOpen] = useState(false);
  const [sheetOpen, setSheetOpen] = useState(false);
  const [bottomHeight, setBottomHeight] = useRememberedSize("tutti.run.height", 300);
  const choose = (nodeId: string | null) => select({ nodes: nodeId === null ? [] : [nodeId], edges: [] });
  // Who can't start runs has nothing to fill in: the panel is there while a run is shown.
  const facts = (
    <Facts nodeId={selected} nodeRun={props.nodeRun} onBack={() => choose(null)} onSelect={choose} />
  );
  const panel = (runs || paint !== null) && runPanel;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex min-h-11 shrink-0 items-center gap-2 border-line border-b bg-surface px-4">
        <h1 className="min-w-0 truncate font-strong text-13">{markHidden(name)}</h1>
        <p
          role="status"
          className="flex shrink-0 items-center gap-1.5 text-12 text-ink-soft"
          title="Your role in this workspace lets you look, and not draw. An owner can change that."
        >
          <Eye size={13} aria-hidden />
          <span className="max-sm:sr-only">Read only</span>
        </p>
        <span className="min-w-2 flex-1" />
        {narrow && (
          <IconButton
            label="Steps"
            icon={<List size={16} aria-hidden />}
            onClick={() => setSheetOpen(true)}
          />
        )}
        {versions && (
          <IconButton
            label="Versions"
            icon={<History size={16} aria-hidden />}
            onClick={() => setVersionsOpen(true)}
          />
        )}
        {runs && runControls && <div className="flex items-center gap-2">{runControls}</div>}
      </header>
      <div className="flex min-h-0 flex-1">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <div className="relative min-h-0 flex-1">
            <div inert={inside !== undefined} className="absolute inset-0">
              <GraphView
                document={document}
                paint={paint}
                label={`The graph of ${name}`}
                selectedNodeId={selected}
                onSelectNode={(nodeId) => {
                  choose(nodeId);
                  if (nodeId !== null) setSheetOpen(true);
                }}
                showOverview={!narrow}
              />
            </div>
            {inside !== undefined && <div className="absolute inset-0 z-10">{inside}</div>}
          </div>
          {panel && (
            <section
              aria-label="Run"
              className="relative shrink-0 border-line border-t bg-surface"
              style={{ height: bottomHeight, maxHeight: "70%" }}
            >
              <EdgeGrip
                label="the run panel"
                side="top"
                size={bottomHeight}
                min={44}
                max={720}
                onResize={setBottomHeight}
              />
              {panel}
            </section>
          )}
        </div>
        {!narrow && (
          <aside aria-label="Steps" className="w-80 shrink-0 overflow-y-auto border-line border-l bg-surface">
            {facts}
          </aside>
        )}
      </div>
      {narrow && (
        <Sheet title="Steps" open={sheetOpen} onOpenChange={setSheetOpen}>
          {facts}
        </Sheet>
      )}
      {versions && (
        <VersionsPanel
          workflowId={props.workflowId}
          actions={versions}
          open={versionsOpen}
          onOpenChange={setVersionsOpen}
        />
      )}
    </div>
  );
}

type FactsProps = Pick<WorkflowPageProps, "nodeRun"> & {
  nodeId: string | null;
  onBack: () => void;
  onSelect: (nodeId: string) => void;
};

/** What is set on the selected node and, while a run is shown, what it did; without one, the list of nodes. */
function Facts({ nodeId, nodeRun, onBack, onSelect }: FactsProps) {
  const nodes = useWorkflow((state) => state.document.graph.nodes);
  const node = nodes.find(({ id }) => id === nodeId);
  if (!node) return <StepList nodes={nodes} onSelect={onSelect} />;
  const facts = <NodeFacts node={node} onBack={onBack} />;
  if (!nodeRun) return facts;
  return (
    <Tabs
      label={node.name}
      className="min-h-full"
      tabs={[
        { id: "run", label: "This run", content: nodeRun(node.id) },
        { id: "settings", label: "Settings", content: facts },
      ]}
    />
  );
}
