"use client";

import { type EdgeProps, getSmoothStepPath } from "@xyflow/react";
import { memo } from "react";
import { classNames } from "@/components/ui/class-names.ts";
import type { GraphEdge } from "@/lib/graph/edge.ts";
import { useDetail } from "./detail.ts";
import { EdgeLabel } from "./edge-label.tsx";
import {
  backPath,
  LABEL_SIZE,
  LONGEST_BACK_LABEL,
  LONGEST_LABEL,
  laneMiddle,
  STEP_OUT,
} from "./flow-route.ts";
import { useEdgePulse } from "./paint-context.ts";
import type { CanvasEdge } from "./projection.ts";

/** What the line says: its kind, and of a flow whether it goes back or follows on a failure. */
export type Line = "forward" | "failed" | "back" | "worker" | "tool" | "item" | "handoff";

export const strokes: Record<Line, string> = {
  forward: "stroke-control [stroke-width:1.5]",
  failed: "stroke-failed [stroke-width:1.5] [stroke-dasharray:6_4]",
  back: "stroke-control [stroke-width:1.5] [stroke-dasharray:12_4_2_4]",
  worker: "stroke-kind-supervisor [stroke-width:1.5]",
  item: "stroke-kind-control [stroke-width:1.5]",
  handoff: "stroke-kind-agent [stroke-width:1.5]",
  tool: "stroke-kind-tool [stroke-width:1.5] [stroke-dasharray:0.1_4.5] [stroke-linecap:round]",
};

/** Distance of two labels that stand below each other, px. */
const LABEL_STEP = 20;

/** One edge: a smooth step whose line tells its kind, with a pulse when a message passes. */
export const EdgeView = memo(function EdgeView(props: EdgeProps<CanvasEdge>) {
  const { id, data, selected = false, targetX, targetY } = props;
  const detail = useDetail();
  const edge = data?.edge;
  const line = lineOf(edge);
  const { path, label } = route(props);
  const far = detail === "tile";
  return (
    <g className={classNames("canvas-edge", selected && "canvas-edge-selected")}>
      <path
        d={path}
        fill="none"
        className={classNames(
          "canvas-edge-line transition-[stroke]",
          strokes[line],
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
      {(edge === undefined || edge.kind === "flow") && (
        <path
          d={`M ${targetX - 7.5} ${targetY - 4.5} l 6 4.5 l -6 4.5 z`}
          className={classNames("canvas-edge-end", line === "failed" ? "fill-failed" : "fill-control")}
        />
      )}
      {data?.words && !far && (
        <EdgeLabel
          words={data.words}
          {...label}
          size={detail === "full" ? LABEL_SIZE : 16}
          longest={edge?.kind === "flow" && edge.back ? LONGEST_BACK_LABEL : LONGEST_LABEL}
          tone={line === "failed" ? "failed" : "plain"}
          selected={selected}
        />
      )}
      <Pulse edgeId={id} path={path} />
    </g>
  );
});

/** What the line of an edge says. */
export function lineOf(edge: GraphEdge | undefined): Line {
  if (edge === undefined) return "forward";
  if (edge.kind !== "flow") return edge.kind;
  if (edge.on === "failed") return "failed";
  return edge.back ? "back" : "forward";
}

type Ends = Pick<
  EdgeProps<CanvasEdge>,
  "data" | "sourceX" | "sourceY" | "targetX" | "targetY" | "sourcePosition" | "targetPosition"
>;
type Route = { path: string; label: { x: number; y: number; room: number } };

/**
 * The line of an edge and the place of its label: on the lane of a way back; between two columns of nodes at the height of
 * the end that it belongs to.
 */
export function route({ data, ...ends }: Ends): Route {
  const { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition } = ends;
  const [source, target] = [
    { x: sourceX, y: sourceY },
    { x: targetX, y: targetY },
  ];
  if (data?.lane != null)
    return { path: backPath(source, target, data.lane), label: laneMiddle(source, target, data.lane) };
  const isFlow = data === undefined || data.edge.kind === "flow";
  const isLabelled = isFlow && data?.words != null && targetX > sourceX;
  const atSource = data?.labelAt === "source";
  const [path, middleX, middleY] = getSmoothStepPath({
    ...{ sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition },
    borderRadius: 12,
    offset: 24,
    // The label has the longer piece of the line to itself.
    ...(isLabelled && { centerX: atSource ? targetX - STEP_OUT : sourceX + STEP_OUT }),
    // Lines to whom a node asks or what it uses turn at one height, near the node, and pass between those in front.
    ...(!isFlow && targetY > sourceY + 40 && { centerY: sourceY + 32 }),
  });
  if (!isLabelled || data === undefined) return { path, label: { x: middleX, y: middleY, room: 140 } };
  const [left, right] = atSource
    ? [sourceX + 8, targetX - STEP_OUT - 8]
    : [sourceX + STEP_OUT + 8, targetX - 12];
  const y = (atSource ? sourceY : targetY) + data.slot * LABEL_STEP;
  return { path, label: { x: (left + right) / 2, y, room: right - left } };
}

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
