"use client";

import { MiniMap, Panel, type ReactFlowState, useReactFlow, useStore } from "@xyflow/react";
import { LayoutGrid, Maximize, Minus, Plus } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { lookOf } from "./kind-look.ts";
import type { CanvasNode } from "./projection.ts";

type Props = {
  showMinimap: boolean;
  /** Nothing is drawn yet. */
  empty?: boolean;
  onAdd?: () => void;
  onLayout?: () => void;
};

const percent = (state: ReactFlowState) => Math.round(state.transform[2] * 100);

/** Zoom, overview, arranging; and the first step on an empty canvas. */
export function CanvasTools({ showMinimap, empty = false, onAdd, onLayout }: Props) {
  return (
    <>
      <Panel position="bottom-left" className="!m-3 flex items-end gap-2">
        <ZoomControls onLayout={onLayout} />
      </Panel>
      {showMinimap && !empty && (
        <MiniMap<CanvasNode>
          position="bottom-right"
          className="!m-3"
          style={{ width: 144, height: 92 }}
          pannable
          zoomable
          ariaLabel="Overview"
          nodeColor={(node) => `color-mix(in oklab, ${lookOf(node.data.node).fill} 65%, transparent)`}
          nodeStrokeWidth={0}
          nodeBorderRadius={12}
        />
      )}
      {empty && onAdd && (
        <Panel position="top-center" className="!top-1/3 flex flex-col items-center gap-1 text-center">
          <h2 className="text-15">An empty page</h2>
          <p className="max-w-80 text-balance text-ink-soft">
            Begin with an input, add a supervisor or an agent, and end with an output. Drag from the left, or
            press N.
          </p>
          <Button className="mt-3" icon={<Plus size={16} aria-hidden />} onClick={onAdd}>
            Add the first node
          </Button>
        </Panel>
      )}
    </>
  );
}

function ZoomControls({ onLayout }: { onLayout?: () => void }) {
  const flow = useReactFlow();
  const zoom = useStore(percent);
  return (
    <div className="flex items-center rounded-control border border-line bg-surface p-0.5">
      <IconButton
        label="Zoom out"
        icon={<Minus size={16} aria-hidden />}
        onClick={() => void flow.zoomOut({ duration: 120 })}
      />
      <button
        type="button"
        title="Back to 100 %"
        onClick={() => void flow.zoomTo(1, { duration: 120 })}
        className="figures h-7 w-12 rounded-mark text-12 text-ink-soft hover:bg-hover hover:text-ink"
      >
        {zoom} %
      </button>
      <IconButton
        label="Zoom in"
        icon={<Plus size={16} aria-hidden />}
        onClick={() => void flow.zoomIn({ duration: 120 })}
      />
      <span aria-hidden className="mx-0.5 h-4 w-px bg-line" />
      <IconButton
        label="See everything"
        keys="Shift 1"
        icon={<Maximize size={16} aria-hidden />}
        onClick={() => void flow.fitView({ duration: 200, padding: 0.12, maxZoom: 1 })}
      />
      {onLayout && (
        <IconButton
          label="Arrange"
          keys="Shift L"
          icon={<LayoutGrid size={16} aria-hidden />}
          onClick={onLayout}
        />
      )}
    </div>
  );
}
