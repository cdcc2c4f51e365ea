import { type EdgeProps, getSmoothStepPath } from "@xyflow/react";
import { isControl } from "@/lib/graph/edge.ts";
import { LABEL_STEP, type Lane, laneBeside, laneMiddle, lanePath, STEP_OUT } from "./flow-route.ts";
import type { CanvasEdge } from "./projection.ts";

type Ends = Pick<
  EdgeProps<CanvasEdge>,
  "data" | "sourceX" | "sourceY" | "targetX" | "targetY" | "sourcePosition" | "targetPosition"
>;
type Route = { path: string; label: { x: number; y: number; room: number } };

/** What is asked or used turns on its way down from here on; its ends then go straight for as long as fits twice. */
const LEAST_DROP = 40;
const SHORT_OFFSET = 12;

/**
 * The line of an edge and the place of its label: on its own lane, where it goes back or another flow has the same ends;
 * else between two columns of nodes at the height of the end that it belongs to.
 */
export function route({ data, ...ends }: Ends): Route {
  const { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition } = ends;
  const [source, target] = [
    { x: sourceX, y: sourceY },
    { x: targetX, y: targetY },
  ];
  const lane = laneOf(data, source, target);
  if (lane) return { path: lanePath(source, target, lane), label: laneMiddle(source, target, lane) };
  const isFlow = data === undefined || isControl(data.edge);
  const isLabelled = isFlow && data?.words != null && targetX > sourceX;
  const atSource = data?.labelAt === "source";
  const drop = isFlow ? 0 : targetY - sourceY;
  const [path, middleX, middleY] = getSmoothStepPath({
    ...{ sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition },
    borderRadius: 12,
    offset: drop > LEAST_DROP ? SHORT_OFFSET : 24,
    // The label has the longer piece of the line to itself.
    ...(isLabelled && { centerX: atSource ? targetX - STEP_OUT : sourceX + STEP_OUT }),
    // Lines to whom a node asks or what it uses turn at one height, near the node, and pass between those in front.
    ...(drop > LEAST_DROP && { centerY: sourceY + Math.min(32, drop / 2) }),
  });
  if (!isLabelled || data === undefined) return { path, label: { x: middleX, y: middleY, room: 140 } };
  const [left, right] = atSource
    ? [sourceX + 8, targetX - STEP_OUT - 8]
    : [sourceX + STEP_OUT + 8, targetX - 12];
  const y = (atSource ? sourceY : targetY) + data.slot * LABEL_STEP;
  return { path, label: { x: (left + right) / 2, y, room: right - left } };
}

type Point = { x: number; y: number };

function laneOf(data: Ends["data"], source: Point, target: Point): Lane | null {
  if (data === undefined) return null;
  if (data.lane !== null) return { y: data.lane, shift: data.shift };
  return data.beside ? laneBeside(source, target, data.slot) : null;
}
