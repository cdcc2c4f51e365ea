"use client";

import type { EdgeProps } from "@xyflow/react";
import { memo } from "react";
import { classNames } from "@/components/ui/class-names.ts";
import { type GraphEdge, isControl, isWayBack } from "@/lib/graph/edge.ts";
import { isFar, useDetail } from "./detail.ts";
import { EdgeLabel } from "./edge-label.tsx";
import { route } from "./edge-route.ts";
import { LABEL_SIZE, LONGEST_BACK_LABEL, LONGEST_LABEL } from "./flow-route.ts";
import { useEdgePaint, useEdgePulse } from "./paint-context.ts";
import type { CanvasEdge } from "./projection.ts";
import type { EdgePaint } from "./run-paint.ts";

/** What the line says: its kind, and of a flow whether it goes back or follows on a failure. */
export type Line = "forward" | "failed" | "back" | "worker" | "tool" | "item" | "handoff";

export const strokes: Record<Line, string> = {
  forward: "stroke-control [stroke-width:1.5]",
  failed: "stroke-failed [stroke-width:1.5] [stroke-dasharray:6_4]",
  back: "stroke-control [stroke-width:1.5] [stroke-dasharray:12_4_2_4]",
  worker: "stroke-kind-supervisor [stroke-width:1.5]",
  item: "stroke-kind-control [stroke-width:1.5] [stroke-dasharray:2_3]",
  handoff: "stroke-kind-agent [stroke-width:1.5] [stroke-dasharray:10_3]",
  tool: "stroke-kind-tool [stroke-width:1.5] [stroke-dasharray:0.1_4.5] [stroke-linecap:round]",
};

/** How a flow is drawn that was taken in the shown run: its own line, darker; and one that was not, whatever its kind. */
const takenStrokes: Partial<Record<Line, string>> = {
  forward: "stroke-ink-soft [stroke-width:2.25]",
  failed: "stroke-failed [stroke-width:2.25] [stroke-dasharray:6_4]",
  back: "stroke-ink-soft [stroke-width:2.25] [stroke-dasharray:12_4_2_4]",
  handoff: "stroke-kind-agent [stroke-width:2.25] [stroke-dasharray:10_3]",
};

/** The line and the end of an edge with a problem; the pattern of the line stays. */
const troubled = { blocking: "stroke-failed!", warning: "stroke-waiting!" } as const;
const troubledEnds = { blocking: "fill-failed", warning: "fill-waiting" } as const;
const USED_UP = "stroke-failed [stroke-width:2.25] [stroke-dasharray:12_4_2_4]";
const NOT_TAKEN = "stroke-control [stroke-width:1.25] [stroke-dasharray:2_5]";

/** One edge: a smooth step whose line tells its kind, with a pulse when a message passes. */
export const EdgeView = memo(function EdgeView(props: EdgeProps<CanvasEdge>) {
  const { id, data, selected = false, targetX, targetY } = props;
  const detail = useDetail();
  const edge = data?.edge;
  const line = lineOf(edge);
  const paint = useEdgePaint(id);
  const quiet = paint?.state === "not-taken";
  const { problems = 0, blocking = false } = data ?? {};
  const tone = problems === 0 ? null : blocking ? "blocking" : "warning";
  const usedUp = paint?.state === "used-up";
  const count = paint && (paint.times > 1 || usedUp) ? `${paint.times}×` : null;
  const { path, label } = route(props);
  const far = isFar(detail);
  return (
    <g className={classNames("canvas-edge", selected && "canvas-edge-selected")} data-flow={paint?.state}>
      {paint && <title>{paint.words}</title>}
      <path
        d={path}
        fill="none"
        className={classNames(
          "canvas-edge-line transition-[stroke]",
          strokeOf(line, paint),
          tone && troubled[tone],
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
      {(edge === undefined || isControl(edge)) && (
        <path
          d={`M ${targetX - 7.5} ${targetY - 4.5} l 6 4.5 l -6 4.5 z`}
          className={classNames("canvas-edge-end", tone ? troubledEnds[tone] : endFill(line, paint))}
        />
      )}
      {(data?.words || count || tone) && !(far && tone === null) && (
        <EdgeLabel
          words={far ? "" : (data?.words ?? "")}
          problems={problems}
          blocking={blocking}
          count={far ? null : count}
          {...label}
          size={detail === "full" ? LABEL_SIZE : 16}
          longest={edge && isWayBack(edge) ? LONGEST_BACK_LABEL : LONGEST_LABEL}
          tone={quiet ? "quiet" : usedUp || line === "failed" ? "failed" : "plain"}
          selected={selected}
          titled={paint === null}
        />
      )}
      <Pulse edgeId={id} path={path} />
    </g>
  );
});

function strokeOf(line: Line, paint: EdgePaint | null): string {
  if (paint?.state === "not-taken") return NOT_TAKEN;
  if (paint?.state === "used-up") return USED_UP;
  return (paint && takenStrokes[line]) ?? strokes[line];
}

function endFill(line: Line, paint: EdgePaint | null): string {
  if (paint?.state === "not-taken") return "fill-control";
  if (line === "failed" || paint?.state === "used-up") return "fill-failed";
  if (line === "handoff") return "fill-kind-agent";
  return paint ? "fill-ink-soft" : "fill-control";
}

/** What the line of an edge says. */
export function lineOf(edge: GraphEdge | undefined): Line {
  if (edge === undefined) return "forward";
  if (edge.kind !== "flow") return edge.kind;
  if (edge.on === "failed") return "failed";
  return edge.back ? "back" : "forward";
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
