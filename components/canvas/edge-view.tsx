"use client";

import { type EdgeProps, getSmoothStepPath } from "@xyflow/react";
import { memo } from "react";
import { classNames } from "@/components/ui/class-names.ts";
import { useDetail } from "./detail.ts";
import { useEdgePulse } from "./paint-context.ts";
import type { CanvasEdge } from "./projection.ts";

const strokes = {
  flow: "stroke-control [stroke-width:1.5]",
  worker: "stroke-kind-supervisor [stroke-width:1.5]",
  tool: "stroke-kind-tool [stroke-width:1.5] [stroke-dasharray:0.1_4.5] [stroke-linecap:round]",
};
const fills = { flow: "fill-control", worker: "fill-kind-supervisor", tool: "fill-kind-tool" };

/** One edge: a smooth step whose line tells its kind, with a pulse when a message passes. */
export const EdgeView = memo(function EdgeView(props: EdgeProps<CanvasEdge>) {
  const { id, data, selected, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition } = props;
  const kind = data?.edge.kind ?? "flow";
  const far = useDetail() === "tile";
  const [path] = getSmoothStepPath({
    sourceX,
    sourceY,
    sourcePosition,
    targetX,
    targetY,
    targetPosition,
    borderRadius: 12,
    offset: 24,
    // Lines to whom a node asks or what it uses turn at one height, near the node, and pass between those in front.
    ...(kind !== "flow" && targetY > sourceY + 40 && { centerY: sourceY + 32 }),
  });
  return (
    <g className={classNames("canvas-edge", selected && "canvas-edge-selected")}>
      <path
        d={path}
        fill="none"
        className={classNames(
          "canvas-edge-line transition-[stroke]",
          strokes[kind],
          far && "[stroke-width:3]",
        )}
      />
      <path
        d={path}
        fill="none"
        stroke="transparent"
        strokeWidth={18}
        className="react-flow__edge-interaction"
      />
      {kind === "flow" && (
        <path
          d={`M ${targetX - 7.5} ${targetY - 4.5} l 6 4.5 l -6 4.5 z`}
          className={classNames("canvas-edge-end", fills.flow)}
        />
      )}
      <Pulse edgeId={id} path={path} />
    </g>
  );
});

/** A short stroke that runs along the edge once for each message; with reduced motion the edge brightens once. */
function Pulse({ edgeId, path }: { edgeId: string; path: string }) {
  const pulse = useEdgePulse(edgeId);
  if (!pulse) return null;
  return (
    <path
      key={pulse.id}
      d={path}
      fill="none"
      pathLength={100}
      className={classNames("canvas-pulse", pulse.direction === "back" && "canvas-pulse-back")}
    />
  );
}
