"use client";

import "./canvas.css";
import { ReactFlow, ReactFlowProvider } from "@xyflow/react";
import { useMemo, useState } from "react";
import type { WorkflowDocument } from "@/lib/graph/graph.ts";
import { CanvasTools } from "./canvas-tools.tsx";
import { DetailContext, useZoomDetail } from "./detail.ts";
import { EdgeView } from "./edge-view.tsx";
import { NodeView } from "./node-view.tsx";
import { PaintContext } from "./paint-context.ts";
import { type CanvasEdge, type CanvasNode, createProjection } from "./projection.ts";
import { RuledPaper } from "./ruled-paper.tsx";
import type { RunPaint } from "./run-paint.ts";
import { CLICK_DISTANCE, useDragCover } from "./use-drag-cover.ts";
import { FIT, useKeepFitted } from "./use-keep-fitted.ts";

type Props = {
  document: WorkflowDocument;
  paint: RunPaint | null;
  selectedNodeId: string | null;
  onSelectNode: (nodeId: string | null) => void;
  /** What is drawn, for screen readers. */
  label?: string;
  showOverview?: boolean;
};

const nodeTypes = { step: NodeView };
const edgeTypes = { graph: EdgeView };
const none: ReadonlySet<string> = new Set();
const noPositions = new Map<string, { x: number; y: number }>();
const noProblems = new Map<string, { count: number; blocking: boolean }>();

/** A graph to look at, with a run painted on it; nothing can be changed. */
export function GraphView(props: Props) {
  return (
    <ReactFlowProvider>
      <StillCanvas {...props} />
    </ReactFlowProvider>
  );
}

function StillCanvas(props: Props) {
  const { document, paint, selectedNodeId, onSelectNode, showOverview = false } = props;
  const [project] = useState(createProjection);
  const moving = useDragCover(useKeepFitted(false));
  const detail = useZoomDetail();
  const drawn = useMemo(
    () =>
      project({
        document,
        selectedNodes: selectedNodeId === null ? none : new Set([selectedNodeId]),
        selectedEdges: none,
        tabbable: null,
        moving: noPositions,
        problems: noProblems,
      }),
    [project, document, selectedNodeId],
  );
  return (
    <PaintContext value={paint}>
      <DetailContext value={detail}>
        <ReactFlow<CanvasNode, CanvasEdge>
          className="canvas"
          aria-label={props.label ?? "The graph of the run"}
          nodes={drawn.nodes}
          edges={drawn.edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onNodeClick={(_, node) => onSelectNode(node.id)}
          onPaneClick={() => onSelectNode(null)}
          nodesDraggable={false}
          nodesConnectable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          deleteKeyCode={null}
          onlyRenderVisibleElements
          panOnScroll
          zoomOnDoubleClick={false}
          minZoom={0.1}
          maxZoom={1.75}
          fitView
          attributionPosition="top-right"
          fitViewOptions={FIT}
          {...moving}
          paneClickDistance={CLICK_DISTANCE}
        >
          <RuledPaper />
          <CanvasTools document={document} showOverview={showOverview} />
        </ReactFlow>
      </DetailContext>
    </PaintContext>
  );
}
