"use client";

import { Panel, type ReactFlowState, useReactFlow, useStore } from "@xyflow/react";
import { LayoutGrid, Maximize, Minus, Plus } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { soon } from "@/components/ui/later.tsx";
import { SaveSign } from "@/components/workflow/save-note.tsx";
import { UndoButtons } from "@/components/workflow/undo-buttons.tsx";
import { useNarrow } from "@/components/workflow/use-media.ts";
import type { WorkflowDocument } from "@/lib/graph/graph.ts";
import { glide } from "./glide.ts";
import { FIT } from "./use-keep-fitted.ts";

const Overview = soon(async () => (await import("./overview.tsx")).Overview);
const KeysHelp = soon(async () => (await import("./keys-help.tsx")).KeysHelp);

type Props = {
  document: WorkflowDocument;
  showOverview: boolean;
  /** What a person may do who edits; absent, the graph is only looked at. */
  editing?: { onAdd: () => void; onLayout: () => void };
};

const percent = (state: ReactFlowState) => Math.round(state.transform[2] * 100);
const corner = { margin: 12 };

/** Zoom, overview, arranging; and the first step on an empty canvas. */
export function CanvasTools({ document, showOverview, editing }: Props) {
  const empty = document.graph.nodes.length === 0;
  return (
    <>
      <Panel position="bottom-left" style={corner}>
        <ZoomControls onLayout={editing?.onLayout} />
      </Panel>
      {showOverview && !empty && (
        // While all is in sight the overview is hidden, and what lies under it can be pressed.
        <Panel position="bottom-right" style={{ ...corner, pointerEvents: "none" }}>
          <Overview document={document} />
        </Panel>
      )}
      {empty && editing && (
        <Panel
          position="top-center"
          style={{ top: "30%" }}
          className="flex flex-col items-center gap-1 text-center"
        >
          <h2 className="text-15">An empty page</h2>
          <p className="max-w-80 text-balance text-ink-soft">
            Begin with an input, add a supervisor or an agent, and end with an output. Drag from the left, or
            press N.
          </p>
          <Button className="mt-3" icon={<Plus size={16} aria-hidden />} onClick={editing.onAdd}>
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
  const narrow = useNarrow();
  return (
    <div className="flex items-center rounded-control border border-line bg-surface p-0.5">
      <IconButton
        label="Zoom out"
        icon={<Minus size={16} aria-hidden />}
        onClick={() => void flow.zoomOut(glide(120))}
      />
      <button
        type="button"
        title="Back to 100 %"
        onClick={() => void flow.zoomTo(1, glide(120))}
        className="figures h-7 w-12 rounded-mark text-12 text-ink-soft hover:bg-hover hover:text-ink"
      >
        {zoom} %
      </button>
      <IconButton
        label="Zoom in"
        icon={<Plus size={16} aria-hidden />}
        onClick={() => void flow.zoomIn(glide(120))}
      />
      <span aria-hidden className="mx-0.5 h-4 w-px bg-line" />
      <IconButton
        label="See everything"
        keys="Shift 1"
        icon={<Maximize size={16} aria-hidden />}
        onClick={() => void flow.fitView({ ...glide(200), ...FIT })}
      />
      {onLayout && (
        <>
          {narrow && (
            <>
              <UndoButtons />
              <SaveSign />
            </>
          )}
          <IconButton
            label="Arrange"
            keys="Shift L"
            icon={<LayoutGrid size={16} aria-hidden />}
            onClick={onLayout}
          />
          <KeysHelp />
        </>
      )}
    </div>
  );
}
