"use client";

import {
  type Connection,
  type FinalConnectionState,
  type OnConnectStartParams,
  useReactFlow,
} from "@xyflow/react";
import { useCallback, useState } from "react";
import { useWorkflowStore } from "@/components/workflow/use-workflow.ts";
import { type EdgeKind, GraphEdge } from "@/lib/graph/edge.ts";
import type { Position } from "@/lib/graph/graph.ts";
import { connectProblem } from "./connections.ts";
import { NODE_HEIGHT, NODE_WIDTH } from "./node-shape.ts";
import type { CanvasEdge } from "./projection.ts";
import type { CanvasEdits, OpenEnd } from "./use-canvas-edits.ts";

/**
 * Drawing an edge from a port, as props of React Flow: let go on a port or anywhere on a node it connects; on the empty
 * canvas `onOpenEnd` gets the point on the screen, where a new node would stand, and the edge that waits for it.
 */
export function useConnecting(
  edits: CanvasEdits,
  onOpenEnd: (point: { x: number; y: number }, corner: Position, connect: OpenEnd) => void,
) {
  const store = useWorkflowStore();
  const flow = useReactFlow();
  const [connecting, setConnecting] = useState<string | undefined>(undefined);

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
      const at = flow.screenToFlowPosition({ x: point.clientX, y: point.clientY });
      const corner =
        kind === "flow" || kind === "handoff"
          ? { x: end === "from" ? at.x : at.x - NODE_WIDTH, y: at.y - NODE_HEIGHT / 2 }
          : { x: at.x - NODE_WIDTH / 2, y: end === "from" ? at.y : at.y - NODE_HEIGHT };
      onOpenEnd({ x: point.clientX, y: point.clientY }, corner, { kind, nodeId: state.fromNode.id, end });
    },
    [edits, flow, onOpenEnd],
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

  return { "data-connecting": connecting, onConnectStart, onConnect, onConnectEnd, isValidConnection };
}

const edgeKinds: readonly EdgeKind[] = GraphEdge.options.map((option) => option.shape.kind.value);

function kindOfHandle(handle: string | null | undefined): EdgeKind | null {
  const start = handle?.split("-")[0];
  return edgeKinds.find((kind) => kind === start) ?? null;
}
