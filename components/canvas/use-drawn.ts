"use client";

import type { EdgeChange, NodeChange } from "@xyflow/react";
import { useCallback, useMemo, useState } from "react";
import { useWorkflow, useWorkflowStore } from "@/components/workflow/use-workflow.ts";
import type { Position } from "@/lib/graph/graph.ts";
import { type CanvasEdge, type CanvasNode, createProjection } from "./projection.ts";
import type { CanvasEdits } from "./use-canvas-edits.ts";

const noPositions: ReadonlyMap<string, Position> = new Map();

/** The open document as React Flow draws it, and what it tells of selecting and dragging, as props. */
export function useDrawn(edits: CanvasEdits) {
  const store = useWorkflowStore();
  const document = useWorkflow((state) => state.document);
  const selection = useWorkflow((state) => state.selection);
  const problems = useWorkflow((state) => state.problemCounts);
  const published = useWorkflow((state) => state.published.workflows);
  const [moving, setMoving] = useState(noPositions);
  const [project] = useState(createProjection);

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
        published,
      }),
    [project, document, selection, selectedNodes, selectedEdges, moving, problems, published],
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

  const onSelectionDragStop = useCallback(
    (_: unknown, nodes: CanvasNode[]) => {
      edits.move(new Map(nodes.map(({ id, position }) => [id, position])));
      setMoving(noPositions);
    },
    [edits],
  );

  return { ...drawn, onNodesChange, onEdgesChange, onNodeDragStop, onSelectionDragStop };
}
