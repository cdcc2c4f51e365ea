"use client";

import { type ReactFlowState, useStore } from "@xyflow/react";
import type { Position } from "@/lib/graph/graph.ts";
import type { GraphNode } from "@/lib/graph/node.ts";
import { NODE_WIDTH } from "./node-shape.ts";
import { RenameField } from "./rename-field.tsx";

/** So narrow that a name can still be read while it is typed, px. */
const MIN_WIDTH = 200;

type Props = { node: GraphNode; at: Position; onDone: (name: string | null) => void };

/** The field for a node's name, over the node and as large at every zoom; it has the keyboard until it is done. */
export function RenameOverlay({ node, at, onDone }: Props) {
  const place = useStore(placeOf(at), isSame);
  return (
    <div
      className="absolute z-10 rounded-control border border-control bg-surface p-1 shadow-float"
      style={{ left: place.left, top: place.top, width: Math.max(MIN_WIDTH, place.width) }}
    >
      <RenameField name={node.name} className="h-7 w-full font-strong text-13" onDone={onDone} />
    </div>
  );
}

type Place = { left: number; top: number; width: number };

/** Where the node's upper edge is on the pane, kept inside it. */
function placeOf(at: Position) {
  return ({ transform: [x, y, zoom], width, height }: ReactFlowState): Place => {
    const wide = NODE_WIDTH * zoom;
    const inside = (value: number, most: number) => Math.max(8, Math.min(value, most));
    return {
      left: inside(at.x * zoom + x, width - Math.max(MIN_WIDTH, wide) - 8),
      top: inside(at.y * zoom + y, height - 48),
      width: wide,
    };
  };
}

const isSame = (a: Place, b: Place) => a.left === b.left && a.top === b.top && a.width === b.width;
