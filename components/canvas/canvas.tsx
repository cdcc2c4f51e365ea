"use client";

import "./canvas.css";
import { ConnectionLineType, ReactFlow, ReactFlowProvider, SelectionMode, useReactFlow } from "@xyflow/react";
import { type Ref, useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState } from "react";
import { later, soon, useFetchAhead } from "@/components/ui/later.tsx";
import { useWorkflow, useWorkflowStore } from "@/components/workflow/use-workflow.ts";
import type { Position } from "@/lib/graph/graph.ts";
import type { NodeKind } from "@/lib/graph/node.ts";
import type { ToolType } from "@/lib/graph/tool.ts";
import { actsOnNode, type CanvasKey, onCanvasKey } from "./canvas-keys.ts";
import { CanvasTools } from "./canvas-tools.tsx";
import { DetailContext, useZoomDetail } from "./detail.ts";
import { EdgeView } from "./edge-view.tsx";
import { FarEdges, useFarEdges, useSelectedEdges } from "./far-edges.tsx";
import { glide } from "./glide.ts";
import { useOpenInside } from "./inside-context.ts";
import { isTyping } from "./is-typing.ts";
import { NodeView } from "./node-view.tsx";
import { PaintContext } from "./paint-context.ts";
import { type CanvasEdge, type CanvasNode, PORT_SIZE } from "./projection.ts";
import { RenameOverlay } from "./rename-overlay.tsx";
import { RuledPaper } from "./ruled-paper.tsx";
import type { RunPaint } from "./run-paint.ts";
import { type AskedBack, type OpenEnd, useCanvasEdits } from "./use-canvas-edits.ts";
import { useConnecting } from "./use-connecting.ts";
import { CLICK_DISTANCE, useDragCover } from "./use-drag-cover.ts";
import { useDrawn } from "./use-drawn.ts";
import { useFarKeys } from "./use-far-keys.ts";
import { FIT, useKeepFitted } from "./use-keep-fitted.ts";
import { useTransfer } from "./use-transfer.ts";

/** What other parts of the page may ask of the canvas. */
export type CanvasCommands = {
  add: (kind: NodeKind, toolType: ToolType | null) => void;
  reveal: (nodeId: string) => void;
  focus: (nodeId: string) => void;
};

type Props = {
  paint: RunPaint | null;
  commands?: Ref<CanvasCommands>;
  /** Enter on a node, or a double press: to its settings. */
  onOpen: (nodeId: string) => void;
  showOverview: boolean;
  /** Something else stands over it: keys pressed elsewhere are not meant for it. */
  covered?: boolean;
};

const QuickAdd = soon(async () => (await import("./canvas-lists.tsx")).QuickAdd);
const ConnectList = soon(async () => (await import("./canvas-lists.tsx")).ConnectList);
const WayBackDialog = later(async () => (await import("./way-back-dialog.tsx")).WayBackDialog);
const ahead = [WayBackDialog.fetchAhead];

const nodeTypes = { step: NodeView };
const edgeTypes = { graph: EdgeView };

/** The canvas of a workflow that is being edited. */
export function Canvas(props: Props) {
  return (
    <ReactFlowProvider>
      <EditableCanvas {...props} />
    </ReactFlowProvider>
  );
}

type OpenList =
  | { list: "add"; left: number; top: number; at?: Position; connect?: OpenEnd }
  | { list: "connect"; left: number; top: number; from: string };

function EditableCanvas({ paint, commands, onOpen, showOverview, covered = false }: Props) {
  const store = useWorkflowStore();
  const flow = useReactFlow();
  const [words, announce] = useState("");
  const [askedBack, askBack] = useState<AskedBack | null>(null);
  const edits = useCanvasEdits(announce, askBack);
  const document = useWorkflow((state) => state.document);
  const selection = useWorkflow((state) => state.selection);
  const [list, setList] = useState<OpenList | null>(null);
  const [renaming, setRenaming] = useState<string | null>(null);
  const moving = useDragCover(useKeepFitted(selection.nodes.length + selection.edges.length > 0));
  const detail = useZoomDetail();
  const openInside = useOpenInside();
  const wrapper = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (paint) void flow.fitView({ ...glide(200), ...FIT });
  }, [paint, flow]);

  const drawn = useDrawn(edits);
  const edgesAreFar = useFarEdges(drawn.edges, detail, paint);
  const selectedEdges = useSelectedEdges(drawn.edges);

  const openQuickAdd = useCallback((connect?: OpenEnd) => {
    const pane = wrapper.current?.getBoundingClientRect();
    if (pane) setList({ list: "add", ...listPlace(pane, pane.width / 2 - 144, pane.height / 5), connect });
  }, []);

  useImperativeHandle(
    commands,
    () => ({
      add: (kind, toolType) => edits.add(kind, { toolType }),
      reveal: edits.reveal,
      focus: edits.focusNode,
    }),
    [edits],
  );

  const openAtEnd = useCallback((place: { x: number; y: number }, at: Position, connect: OpenEnd) => {
    const pane = wrapper.current?.getBoundingClientRect();
    if (pane)
      setList({ list: "add", ...listPlace(pane, place.x - pane.left, place.y - pane.top), at, connect });
  }, []);
  const connecting = useConnecting(edits, openAtEnd);
  const transfer = useTransfer(edits, wrapper, announce);

  const tools = useMemo(
    () => ({ onAdd: () => openQuickAdd(), onLayout: edits.layout }),
    [openQuickAdd, edits],
  );

  const closeList = useCallback(() => {
    setList(null);
    const [node] = store.getState().selection.nodes;
    if (node) edits.focusNode(node);
    else wrapper.current?.focus({ preventScroll: true });
  }, [store, edits]);

  // Whoever removes the node meanwhile takes the field with it.
  const renamed = document.graph.nodes.find(({ id }) => id === renaming);
  const renamedAt = renamed && (document.layout[renamed.id] ?? { x: 0, y: 0 });

  const onKey = useCallback(
    (event: CanvasKey) =>
      onCanvasKey(event, edits, store, {
        quickAdd: () => openQuickAdd(),
        connect: (from) => {
          const pane = wrapper.current?.getBoundingClientRect();
          if (pane)
            setList({ list: "connect", ...listPlace(pane, pane.width / 2 - 144, pane.height / 5), from });
        },
        rename: (id) => {
          edits.reveal(id);
          setRenaming(id);
        },
        open: onOpen,
        inside: openInside,
        fit: () => void flow.fitView({ ...glide(200), ...FIT }),
      }),
    [edits, store, flow, onOpen, openInside, openQuickAdd],
  );
  useFarKeys(wrapper, covered ? null : onKey);
  useFetchAhead(ahead);

  return (
    <PaintContext value={paint}>
      <DetailContext value={detail}>
        <ReactFlow<CanvasNode, CanvasEdge>
          ref={wrapper}
          className="canvas"
          aria-label="Canvas"
          tabIndex={-1}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          {...drawn}
          edges={edgesAreFar ? selectedEdges : drawn.edges}
          {...connecting}
          {...transfer}
          onNodeDoubleClick={(_, node) => onOpen(node.id)}
          connectionLineType={ConnectionLineType.SmoothStep}
          connectionRadius={PORT_SIZE * 3}
          onKeyDown={(event) => {
            if (isTyping(event.target)) return;
            const focused = focusedNode(event.target);
            if (focused && actsOnNode(event.key) && store.getState().selection.nodes.length === 0)
              edits.selectOnly(focused);
            if (onKey(event)) event.preventDefault();
          }}
          onlyRenderVisibleElements
          disableKeyboardA11y
          edgesFocusable={false}
          nodesFocusable={false}
          deleteKeyCode={null}
          selectionMode={SelectionMode.Partial}
          multiSelectionKeyCode={["Shift", "Meta", "Control"]}
          snapToGrid
          snapGrid={[8, 8]}
          panOnScroll
          zoomOnDoubleClick={false}
          nodeDragThreshold={2}
          minZoom={0.1}
          maxZoom={1.75}
          fitView
          attributionPosition="top-right"
          fitViewOptions={FIT}
          {...moving}
          paneClickDistance={CLICK_DISTANCE}
          elevateNodesOnSelect={false}
        >
          <RuledPaper />
          {edgesAreFar && <FarEdges nodes={drawn.nodes} edges={drawn.edges} />}
          <CanvasTools document={document} showOverview={showOverview} editing={tools} />
          {renamed && renamedAt && (
            <RenameOverlay
              key={renamed.id}
              node={renamed}
              at={renamedAt}
              onDone={(name) => {
                setRenaming(null);
                if (name !== null) edits.rename(renamed.id, name);
                edits.focusNode(renamed.id);
              }}
            />
          )}
        </ReactFlow>
        {list?.list === "add" && (
          <QuickAdd
            at={list}
            graph={document.graph}
            connect={list.connect}
            onClose={closeList}
            onPick={(kind, toolType) => {
              setList(null);
              edits.add(kind, { toolType, at: list.at, connect: list.connect });
            }}
          />
        )}
        {list?.list === "connect" && (
          <ConnectList
            at={list}
            graph={document.graph}
            from={list.from}
            onClose={closeList}
            onPick={(kind, to) => {
              setList(null);
              if (edits.connect(kind, list.from, to)) edits.focusNode(list.from);
            }}
          />
        )}
        {askedBack && (
          <WayBackDialog
            kind={askedBack.kind}
            from={edits.nameOf(askedBack.from)}
            to={edits.nameOf(askedBack.to)}
            onDone={(back) => {
              askBack(null);
              if (back) edits.connect(askedBack.kind, askedBack.from, askedBack.to, back);
              edits.focusNode(askedBack.from);
            }}
          />
        )}
        <div aria-live="polite" className="sr-only">
          {words}
        </div>
      </DetailContext>
    </PaintContext>
  );
}

function listPlace(pane: DOMRect, left: number, top: number): { left: number; top: number } {
  return {
    left: Math.max(8, Math.min(left, pane.width - 296)),
    top: Math.max(8, Math.min(top, pane.height - 368)),
  };
}

/** The node that has the focus: Tab reaches it before anything is selected. */
function focusedNode(target: EventTarget): string | undefined {
  return target instanceof HTMLElement && target.matches(".react-flow__node") ? target.dataset.id : undefined;
}
