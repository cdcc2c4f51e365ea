"use client";

import { type ReactFlowState, useStore, ViewportPortal } from "@xyflow/react";
import { memo, useMemo } from "react";
import { classNames } from "@/components/ui/class-names.ts";
import { type Detail, isFar } from "./detail.ts";
import { route } from "./edge-route.ts";
import { type Line, lineOf, strokes } from "./edge-view.tsx";
import type { CanvasEdge, CanvasNode } from "./projection.ts";
import type { RunPaint } from "./run-paint.ts";

/** From here on, each edge with elements of its own makes every move of the view slow. */
const MANY = 400;

const lines: readonly Line[] = ["forward", "failed", "back", "worker", "tool", "item", "handoff"];
const isSelecting = (state: ReactFlowState) => state.userSelectionActive;

type Drawn = { nodes: CanvasNode[]; edges: CanvasEdge[] };

/**
 * True when edges are drawn together, as one line of each look: there are many, from so far that none can be pointed
 * at. Not while a run is shown, whose messages run along single edges, nor while a frame is drawn, which selects edges.
 */
export function useFarEdges(edges: readonly CanvasEdge[], detail: Detail, paint: RunPaint | null): boolean {
  const selecting = useStore(isSelecting);
  return isFar(detail) && edges.length > MANY && paint === null && !selecting;
}

/** Those that keep elements of their own also then. */
export const useSelectedEdges = (edges: CanvasEdge[]): CanvasEdge[] =>
  useMemo(() => edges.filter(({ selected }) => selected), [edges]);

/** All edges, under the nodes. Who sees nothing finds what is connected with each node in its settings. */
export const FarEdges = memo(function FarEdges({ nodes, edges }: Drawn) {
  const paths = useMemo(() => pathsOf(nodes, edges), [nodes, edges]);
  return (
    <ViewportPortal>
      <svg
        aria-hidden
        data-far-edges={edges.length}
        className="pointer-events-none absolute -z-1 size-px overflow-visible"
      >
        {lines.map((line) => (
          <path
            key={line}
            d={paths[line].join("")}
            fill="none"
            className={classNames(strokes[line], "[stroke-width:3]")}
          />
        ))}
      </svg>
    </ViewportPortal>
  );
});

function pathsOf(nodes: readonly CanvasNode[], edges: readonly CanvasEdge[]): Record<Line, string[]> {
  // Each line has just got its list.
  const paths = Object.fromEntries(lines.map((line) => [line, [] as string[]])) as Record<Line, string[]>;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const { source, target, sourceHandle, targetHandle, data } of edges) {
    const from = portOf(byId.get(source), sourceHandle);
    const to = portOf(byId.get(target), targetHandle);
    if (!from || !to) continue;
    const { path } = route({
      data,
      sourceX: from.x,
      sourceY: from.y,
      sourcePosition: from.position,
      targetX: to.x,
      targetY: to.y,
      targetPosition: to.position,
    });
    paths[lineOf(data?.edge)].push(path);
  }
  return paths;
}

/** The middle of a port on the canvas, and the side that it is on. */
function portOf(node: CanvasNode | undefined, id: string | null | undefined) {
  const port = node?.handles?.find((handle) => handle.id === id);
  if (!node || !port) return null;
  const { x, y, width = 0, height = 0, position } = port;
  return { x: node.position.x + x + width / 2, y: node.position.y + y + height / 2, position };
}
