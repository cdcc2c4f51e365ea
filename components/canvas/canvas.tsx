"use client";

import "./canvas.css";
import {
  type Connection,
  ConnectionLineType,
  type EdgeChange,
  type FinalConnectionState,
  type NodeChange,
  type OnConnectStartParams,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
} from "@xyflow/react";
import {
  type ClipboardEvent,
  type DragEvent,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from "react";
import { useWorkflow, useWorkflowStore } from "@/components/workflow/use-workflow.ts";
import type { EdgeKind } from "@/lib/graph/edge.ts";
import type { Position } from "@/lib/graph/graph.ts";
import type { NodeKind } from "@/lib/graph/node.ts";
import type { ToolType } from "@/lib/graph/tool.ts";
import { actsOnNode, onCanvasKey } from "./canvas-keys.ts";
import { ConnectList, QuickAdd } from "./canvas-lists.tsx";
import { CanvasTools } from "./canvas-tools.tsx";
import { connectProblem } from "./connections.ts";
import { DetailContext, useZoomDetail } from "./detail.ts";
import { EdgeView } from "./edge-view.tsx";
import { RenameContext } from "./node-name.tsx";
import { NodeView } from "./node-view.tsx";
import { PaintContext } from "./paint-context.ts";
import { type CanvasEdge, type CanvasNode, createProjection, PORT_SIZE } from "./projection.ts";
import { RuledPaper } from "./ruled-paper.tsx";
import type { RunPaint } from "./run-paint.ts";
import { type OpenEnd, useCanvasEdits } from "./use-canvas-edits.ts";
import { FIT, useKeepFitted } from "./use-keep-fitted.ts";

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
};

const nodeTypes = { step: NodeView };
const edgeTypes = { graph: EdgeView };
const noPositions: ReadonlyMap<string, Position> = new Map();

/** Data of a drag from the palette: the kind, and the tool's type after a colon. */
export const PALETTE_DRAG_TYPE = "application/x-tutti-node";

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

function EditableCanvas({ paint, commands, onOpen, showOverview }: Props) {
  const store = useWorkflowStore();
  const flow = useReactFlow();
  const [words, announce] = useState("");
  const edits = useCanvasEdits(announce);
  const document = useWorkflow((state) => state.document);
  const selection = useWorkflow((state) => state.selection);
  const problems = useWorkflow((state) => state.problemCounts);
  const [moving, setMoving] = useState(noPositions);
  const [list, setList] = useState<OpenList | null>(null);
  const [renaming, setRenaming] = useState<string | null>(null);
  const [connecting, setConnecting] = useState<string | undefined>(undefined);
  const onMoveStart = useKeepFitted(selection.nodes.length + selection.edges.length > 0);
  const [project] = useState(createProjection);
  const detail = useZoomDetail();
  const wrapper = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (paint) void flow.fitView({ duration: 200, ...FIT });
  }, [paint, flow]);

  const selectedNodes = useMemo(() => new Set(selection.nodes), [selection.nodes]);
  const selectedEdges = useMemo(() => new Set(selection.edges), [selection.edges]);
  const drawn = useMemo(
    () =>
      project({
        document,
        selectedNodes,
        selectedEdges,
        tabbable: selection.nodes[0] ?? document.graph.nodes[0]?.id ?? null,
        moving,
        problems,
      }),
    [project, document, selection, selectedNodes, selectedEdges, moving, problems],
  );

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

  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      const selected = new Set(store.getState().selection.nodes);
      let selects = false;
      let moves: Map<string, Position> | null = null;
      for (const change of changes) {
        if (change.type === "select") {
          selects = true;
          if (change.selected) selected.add(change.id);
          else selected.delete(change.id);
        }
        if (change.type === "position" && change.dragging && change.position) {
          moves ??= new Map();
          moves.set(change.id, change.position);
        }
      }
      if (selects) store.getState().select({ ...store.getState().selection, nodes: [...selected] });
      const moved = moves;
      if (moved) setMoving((before) => new Map([...before, ...moved]));
    },
    [store],
  );

  const onEdgesChange = useCallback(
    (changes: EdgeChange<CanvasEdge>[]) => {
      const selected = new Set(store.getState().selection.edges);
      for (const change of changes) {
        if (change.type !== "select") continue;
        if (change.selected) selected.add(change.id);
        else selected.delete(change.id);
      }
      store.getState().select({ ...store.getState().selection, edges: [...selected] });
    },
    [store],
  );

  const onNodeDragStop = useCallback(
    (_: unknown, __: CanvasNode, nodes: CanvasNode[]) => {
      edits.move(new Map(nodes.map(({ id, position }) => [id, position])));
      setMoving(noPositions);
    },
    [edits],
  );

  const onConnectStart = useCallback((_: unknown, { handleId, handleType }: OnConnectStartParams) => {
    const kind = kindOfHandle(handleId);
    if (kind) setConnecting(`${kind}-${handleType === "source" ? "to" : "from"}`);
  }, []);

  const onConnect = useCallback(
    ({ source, target, sourceHandle }: Connection) => {
      const kind = kindOfHandle(sourceHandle);
      if (kind) edits.connect(kind, source, target);
    },
    [edits],
  );

  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      setConnecting(undefined);
      const kind = kindOfHandle(state.fromHandle?.id);
      if (state.isValid || !state.fromNode || !state.fromHandle || !kind) return;
      const point = "changedTouches" in event ? event.changedTouches[0] : event;
      if (!point) return;
      const end = state.fromHandle.type === "source" ? "from" : "to";
      const over = globalThis.document
        .elementFromPoint(point.clientX, point.clientY)
        ?.closest<HTMLElement>(".react-flow__node")?.dataset.id;
      if (over) {
        if (over === state.fromNode.id) return;
        if (end === "from") edits.connect(kind, state.fromNode.id, over);
        else edits.connect(kind, over, state.fromNode.id);
        return;
      }
      const pane = wrapper.current?.getBoundingClientRect();
      if (!pane) return;
      const at = flow.screenToFlowPosition({ x: point.clientX, y: point.clientY });
      setList({
        list: "add",
        ...listPlace(pane, point.clientX - pane.left, point.clientY - pane.top),
        at:
          kind === "flow"
            ? { x: end === "from" ? at.x : at.x - 232, y: at.y - 52 }
            : { x: at.x - 116, y: end === "from" ? at.y : at.y - 104 },
        connect: { kind, nodeId: state.fromNode.id, end },
      });
    },
    [edits, flow],
  );

  const isValidConnection = useCallback(
    (connection: Connection | CanvasEdge) => {
      const kind = kindOfHandle(connection.sourceHandle);
      return (
        kind !== null &&
        kind === kindOfHandle(connection.targetHandle) &&
        connectProblem(store.getState().document.graph, kind, connection.source, connection.target) === null
      );
    },
    [store],
  );

  const onDrop = (event: DragEvent) => {
    const [kind, toolType] = event.dataTransfer.getData(PALETTE_DRAG_TYPE).split(":");
    if (!kind) return;
    event.preventDefault();
    const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    // The palette put them there, from the same closed lists.
    edits.add(kind as NodeKind, {
      toolType: (toolType as ToolType) || null,
      at: { x: at.x - 116, y: at.y - 52 },
    });
  };

  const onCopy = (event: ClipboardEvent, cut: boolean) => {
    if (isTyping(event.target)) return;
    const text = edits.copySelected();
    if (text === null) return;
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
    if (cut) edits.removeSelected();
    else announce("Copied");
  };

  const onPaste = (event: ClipboardEvent) => {
    if (isTyping(event.target)) return;
    const pane = wrapper.current?.getBoundingClientRect();
    if (!pane) return;
    event.preventDefault();
    const centre = flow.screenToFlowPosition({
      x: pane.left + pane.width / 2,
      y: pane.top + pane.height / 2,
    });
    edits.paste(event.clipboardData.getData("text/plain"), { centre });
  };

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

  const rename = useMemo(
    () => ({
      renaming,
      finish: (id: string, name: string | null) => {
        setRenaming(null);
        if (name !== null) edits.rename(id, name);
        edits.focusNode(id);
      },
    }),
    [renaming, edits],
  );

  return (
    <PaintContext value={paint}>
      <DetailContext value={detail}>
        <RenameContext value={rename}>
          <ReactFlow<CanvasNode, CanvasEdge>
            ref={wrapper}
            className="canvas"
            data-connecting={connecting}
            aria-label="Canvas"
            tabIndex={-1}
            nodes={drawn.nodes}
            edges={drawn.edges}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            onNodesChange={onNodesChange}
            onEdgesChange={onEdgesChange}
            onNodeDragStop={onNodeDragStop}
            onSelectionDragStop={(_, nodes) => {
              edits.move(new Map(nodes.map(({ id, position }) => [id, position])));
              setMoving(noPositions);
            }}
            onNodeDoubleClick={(_, node) => onOpen(node.id)}
            onConnectStart={onConnectStart}
            onConnect={onConnect}
            onConnectEnd={onConnectEnd}
            isValidConnection={isValidConnection}
            connectionLineType={ConnectionLineType.SmoothStep}
            connectionRadius={PORT_SIZE * 3}
            onKeyDown={(event) => {
              if (isTyping(event.target) || renaming !== null) return;
              const focused = focusedNode(event.target);
              if (focused && actsOnNode(event.key) && store.getState().selection.nodes.length === 0)
                edits.selectOnly(focused);
              const handled = onCanvasKey(event, edits, store, {
                quickAdd: () => openQuickAdd(),
                connect: (from) => {
                  const pane = wrapper.current?.getBoundingClientRect();
                  if (pane)
                    setList({
                      list: "connect",
                      ...listPlace(pane, pane.width / 2 - 144, pane.height / 5),
                      from,
                    });
                },
                rename: setRenaming,
                open: onOpen,
                fit: () => void flow.fitView({ duration: 200, ...FIT }),
              });
              if (handled) event.preventDefault();
            }}
            onCopy={(event) => onCopy(event, false)}
            onCut={(event) => onCopy(event, true)}
            onPaste={onPaste}
            onDragOver={(event) => {
              if (event.dataTransfer.types.includes(PALETTE_DRAG_TYPE)) event.preventDefault();
            }}
            onDrop={onDrop}
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
            onMoveStart={onMoveStart}
            elevateNodesOnSelect={false}
          >
            <RuledPaper />
            <CanvasTools document={document} showOverview={showOverview} editing={tools} />
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
                edits.connect(kind, list.from, to);
                edits.focusNode(list.from);
              }}
            />
          )}
          <div aria-live="polite" className="sr-only">
            {words}
          </div>
        </RenameContext>
      </DetailContext>
    </PaintContext>
  );
}

function kindOfHandle(handle: string | null | undefined): EdgeKind | null {
  const kind = handle?.split("-")[0];
  return kind === "flow" || kind === "worker" || kind === "tool" ? kind : null;
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

/** True when a press of a key belongs to a field, not to the canvas. */
export function isTyping(target: EventTarget): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
