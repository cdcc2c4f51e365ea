"use client";

import type { NodeProps } from "@xyflow/react";
import { Maximize2, TriangleAlert } from "lucide-react";
import { memo } from "react";
import { classNames } from "@/components/ui/class-names.ts";
import type { KindLook } from "@/components/ui/kind-look.ts";
import { type StateLook, StateMark, stateLooks } from "@/components/ui/state-mark.tsx";
import type { GraphNode } from "@/lib/graph/node.ts";
import { lastOf } from "@/lib/graph/text-cut.ts";
import { type Detail, isFar, useDetail } from "./detail.ts";
import { useOpenInside } from "./inside-context.ts";
import { lookOf } from "./kind-look.ts";
import { LookTile } from "./look-tile.tsx";
import { NodeFoot } from "./node-foot.tsx";
import { NodeName } from "./node-name.tsx";
import { NodePorts, PortMarks } from "./node-ports.tsx";
import { useNodePaint } from "./paint-context.ts";
import type { CanvasNode, NodeFacts } from "./projection.ts";
import type { NodePaint } from "./run-paint.ts";

/** One node on the canvas; what it shows depends on the zoom and on the run that is shown. */
export const NodeView = memo(function NodeView({ id, data, selected, dragging }: NodeProps<CanvasNode>) {
  const detail = useDetail();
  const paint = useNodePaint(id);
  const { node, facts } = data;
  const look = lookOf(node);
  const state = paint && paint.state !== "idle" ? stateLooks[paint.state] : null;
  if (node.kind === "note") return <Note node={node} detail={detail} selected={selected} />;
  return (
    <div
      data-selected={selected || undefined}
      className={classNames(
        "canvas-node relative flex size-full flex-col rounded-panel border transition-[border-color,box-shadow]",
        paint?.state === "passed-over" || paint?.state === "not-reached"
          ? "bg-paper text-ink-soft"
          : "bg-surface text-ink",
        state ? state.outline : "border-line-strong",
        selected && "border-accent",
        selected &&
          (detail === "full" ? "shadow-[0_0_0_1.5px_var(--accent)]" : "shadow-[0_0_0_5px_var(--accent)]"),
        dragging && "shadow-float",
        paint?.simulated && paint.state !== "idle" && "border-dashed",
        node.kind === "unknown" && "border-dashed",
      )}
    >
      {isFar(detail) ? (
        <Tile look={look} state={state} detail={detail} name={node.name || "No name"} />
      ) : detail === "name" ? (
        <NameOnly node={node} look={look} state={state} />
      ) : (
        <Full node={node} facts={facts} look={look} paint={paint} />
      )}
      {state && detail !== "full" && (
        <span className="sr-only">{[state.word, paint?.note].filter(Boolean).join(". ")}</span>
      )}
      {facts.problems > 0 && <ProblemMark facts={facts} detail={detail} />}
      {isFar(detail) ? (
        <PortMarks kind={node.kind} />
      ) : (
        <NodePorts kind={node.kind} connected={facts.connected} />
      )}
    </div>
  );
});

type State = StateLook | null;

function Full({
  node,
  facts,
  look,
  paint,
}: {
  node: GraphNode;
  facts: NodeFacts;
  look: KindLook;
  paint: NodePaint | null;
}) {
  const live = paint !== null && paint.text !== "";
  return (
    <>
      <div
        className={classNames(
          "flex h-9 shrink-0 items-center gap-2 rounded-t-[9px] pr-2.5 pl-2 transition-colors",
          paint?.underPlayhead && "bg-accent-wash",
        )}
      >
        <LookTile look={look} />
        <NodeName node={node} className="min-w-0 flex-1 font-strong text-13" />
        {node.kind === "workflow" && paint && paint.state !== "idle" && <OpenInside node={node} />}
        {paint && paint.state !== "idle" && (
          <span title={paint.problem ?? undefined} className="flex shrink-0">
            <StateMark state={paint.state} className="text-11" />
          </span>
        )}
      </div>
      <div className="min-h-0 flex-1 px-2.5">
        {paint?.note ? (
          <AtWork {...paint} />
        ) : live ? (
          <LiveText text={paint.text} />
        ) : (
          <p className="line-clamp-2 text-12 text-ink-soft">
            {node.description || <span className="text-ink-faint">{wordless(node, look)}</span>}
          </p>
        )}
      </div>
      <NodeFoot node={node} facts={facts} paint={paint} />
    </>
  );
}

/** In place of a description: what it is, unless its name says that already. */
function wordless({ name }: GraphNode, { word }: KindLook): string {
  return name.replace(/ \d+$/, "") === word ? "No description yet" : word;
}

/** Opens the graph that the node has inside, with the run on it. */
function OpenInside({ node }: { node: GraphNode }) {
  const open = useOpenInside();
  if (!open) return null;
  return (
    <button
      type="button"
      aria-label={`Look inside ${node.name}`}
      title="Look inside"
      onClick={(event) => {
        event.stopPropagation();
        open(node.id);
      }}
      onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        // The canvas has a meaning of its own for these.
        if (event.key === "Enter" || event.key === " ") event.stopPropagation();
      }}
      className="nodrag nopan flex size-6 shrink-0 items-center justify-center rounded-mark text-ink-soft hover:bg-hover hover:text-ink"
    >
      <Maximize2 size={14} aria-hidden />
    </button>
  );
}

/** What the node does in the run, in words; below, how far its list is, or the end of its live text. */
function AtWork({ note, progress, text }: NodePaint) {
  const isAlone = !progress && text === "";
  return (
    <div className={classNames("flex flex-col overflow-hidden", !isAlone && "h-8")}>
      <p
        title={note ?? undefined}
        className={classNames("text-12 text-ink", isAlone ? "line-clamp-2" : "truncate")}
      >
        {note}
      </p>
      {progress && <ProgressBar {...progress} />}
      {!progress && text !== "" && (
        <p className="figures truncate text-11 text-ink-soft" dir="auto">
          {lastOf(text, 36)}
        </p>
      )}
    </div>
  );
}

/** A quiet bar; the words over it say the same. */
function ProgressBar({ done, failed, total }: NonNullable<NodePaint["progress"]>) {
  const percent = (part: number) => (total === 0 ? 0 : (part / total) * 100);
  return (
    <span
      aria-hidden
      className="mt-1 flex h-1 w-full shrink-0 overflow-hidden rounded-full bg-line forced-colors:border forced-colors:border-[CanvasText]"
    >
      <span
        className="h-full bg-control forced-colors:bg-[CanvasText] forced-colors:forced-color-adjust-none"
        style={{ width: `${percent(done - failed)}%` }}
      />
      <span className="h-full bg-failed" style={{ width: `${percent(failed)}%` }} />
    </span>
  );
}

/** The end of the live text: its last two lines, growing at the bottom. */
function LiveText({ text }: { text: string }) {
  return (
    <div className="flex h-8 flex-col justify-end overflow-hidden">
      <p className="figures wrap-anywhere text-11 text-ink-soft">{lastOf(text, 160)}</p>
    </div>
  );
}

function NameOnly({ node, look, state }: { node: GraphNode; look: KindLook; state: State }) {
  return (
    <div className="flex size-full items-center gap-3 px-4">
      <LookTile look={state ? { ...state, shape: look.shape } : look} size={48} />
      <span className="line-clamp-2 min-w-0 flex-1 font-strong text-[22px] leading-7">
        {node.name || "No name"}
      </span>
    </div>
  );
}

/** So many characters always have room on a named tile. */
const SHORT_NAME = 10;

/**
 * In the colour of its kind or of its state in the run; its name as large as fits, from farther its icon, from very far
 * only what became of it in the run. Icons and cut texts are layers of their own, so there are none where there are many.
 */
function Tile({ look, state, detail, name }: { look: KindLook; state: State; detail: Detail; name: string }) {
  const Icon = state?.Icon ?? look.Icon;
  return (
    <div
      className={classNames(
        "flex size-full items-center justify-center rounded-[9px]",
        state ? state.wash : look.wash,
        state ? state.text : look.text,
      )}
    >
      {detail === "named-tile" ? (
        <span
          className={classNames(
            "wrap-anywhere px-2 text-center font-strong text-[36px] leading-10",
            name.length > SHORT_NAME && "line-clamp-2",
          )}
        >
          {name}
        </span>
      ) : (
        (detail === "tile" || state) && <Icon size={56} strokeWidth={1.75} aria-hidden />
      )}
    </div>
  );
}

function Note({
  node,
  detail,
  selected,
}: {
  node: Extract<GraphNode, { kind: "note" }>;
  detail: Detail;
  selected: boolean;
}) {
  return (
    <div
      className={classNames(
        "flex size-full flex-col gap-0.5 overflow-hidden rounded-panel border border-line bg-waiting-wash px-3 py-2 text-ink-soft",
        selected && "border-accent shadow-[0_0_0_1.5px_var(--accent)]",
      )}
    >
      {!isFar(detail) && (
        <>
          <NodeName
            node={node}
            className={classNames(
              "shrink-0 font-strong text-ink",
              detail === "full" ? "text-12" : "text-[22px] leading-7",
            )}
          />
          {detail === "full" && (
            <p className="line-clamp-5 whitespace-pre-wrap text-12">{node.text || "An empty note"}</p>
          )}
        </>
      )}
    </div>
  );
}

function ProblemMark({ facts, detail }: { facts: NodeFacts; detail: Detail }) {
  const big = detail !== "full";
  return (
    <span
      title={facts.problems === 1 ? "1 problem" : `${facts.problems} problems`}
      className={classNames(
        "figures absolute flex items-center justify-center gap-0.5 rounded-full border-2 border-paper font-strong",
        big ? "-top-4 -right-4 h-10 min-w-10 px-2 text-[20px]" : "-top-2.5 -right-2.5 h-5.5 px-1.5 text-11",
        facts.blocking ? "bg-failed-fill text-on-accent" : "bg-waiting-wash text-waiting",
      )}
    >
      {!isFar(detail) && (
        <>
          <TriangleAlert size={big ? 18 : 11} strokeWidth={2.5} aria-hidden />
          {facts.problems}
        </>
      )}
      {(detail === "named-tile" || detail === "tile") && "!"}
    </span>
  );
}
