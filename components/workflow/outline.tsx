"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { CornerDownRight, Undo2 } from "lucide-react";
import { type PointerEvent, useEffect, useId, useMemo, useRef } from "react";
import { lookOf } from "@/components/canvas/kind-look.ts";
import { LookTile } from "@/components/canvas/look-tile.tsx";
import { useEdgePaint, useNodePaint } from "@/components/canvas/paint-context.ts";
import { classNames } from "@/components/ui/class-names.ts";
import { StateMark, stateLooks } from "@/components/ui/state-mark.tsx";
import { isControl } from "@/lib/graph/edge.ts";
import { markHidden } from "@/lib/graph/hidden-characters.ts";
import { type OutlineRow, outlineOf } from "./outline-rows.ts";
import { useWorkflow } from "./use-workflow.ts";

type Props = { onReveal: (nodeId: string) => void };

const ROW = 28;

/** The whole graph as a list: every node in the order of control, workers and tools under who asks or uses them. */
export function Outline({ onReveal }: Props) {
  const graph = useWorkflow((state) => state.document.graph);
  const selection = useWorkflow((state) => state.selection);
  const problems = useWorkflow((state) => state.problemCounts);
  const select = useWorkflow((state) => state.select);
  const box = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => outlineOf(graph, problems), [graph, problems]);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 8,
  });
  const [only] = selection.nodes;
  const at = only === undefined ? -1 : rows.findIndex((one) => one.kind === "node" && one.node.id === only);
  useEffect(() => {
    if (at >= 0) list.scrollToIndex(at, { align: "auto" });
  }, [at, list]);

  return (
    <div ref={box} className="min-h-0 flex-1 overflow-y-auto px-2 pb-2">
      {rows.length === 0 && <p className="px-2 py-1 text-12 text-ink-faint">Nothing is drawn yet.</p>}
      <ul className="relative" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map(({ index, start }) => {
          const line = rows[index];
          return (
            line && (
              <li
                key={line.kind === "node" ? line.node.id : `edge ${line.edge.id}`}
                aria-setsize={rows.length}
                aria-posinset={index + 1}
                className="absolute inset-x-0 top-0"
                style={{ translate: `0 ${start}px` }}
              >
                {line.kind === "node" ? (
                  <NodeRow
                    {...line}
                    selected={selection.nodes.includes(line.node.id)}
                    problems={problems.get(line.node.id)?.count ?? 0}
                    blocking={problems.get(line.node.id)?.blocking ?? false}
                    onSelect={() => {
                      select({ nodes: [line.node.id], edges: [] });
                      onReveal(line.node.id);
                    }}
                  />
                ) : (
                  <EdgeRow
                    {...line}
                    selected={selection.edges.includes(line.edge.id)}
                    problems={problems.get(line.edge.id)?.count ?? 0}
                    blocking={problems.get(line.edge.id)?.blocking ?? false}
                    onSelect={() => {
                      select({ nodes: [], edges: [line.edge.id] });
                      onReveal(line.edge.from);
                    }}
                  />
                )}
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}

/** Rows move when problems come to be known: a press counts for the row that it began on. */
const holdPress = (event: PointerEvent<HTMLButtonElement>) =>
  event.currentTarget.setPointerCapture(event.pointerId);

const row = "flex w-full items-center gap-2 rounded-control pr-2 text-left hover:bg-hover";

type Line<Kind extends OutlineRow["kind"]> = Omit<Extract<OutlineRow, { kind: Kind }>, "kind">;

type Trouble = { problems: number; blocking: boolean };
type Chosen = Trouble & { selected: boolean; onSelect: () => void };

const problemWords = (count: number) => (count === 1 ? "1 problem" : `${count} problems`);

function Problems({ problems, blocking }: Trouble) {
  if (problems === 0) return null;
  return (
    <span
      className={classNames("figures shrink-0 text-11", blocking ? "text-failed" : "text-waiting")}
      title={problemWords(problems)}
    >
      <span className="sr-only">, </span>
      {problems}
      <span className="sr-only">{problems === 1 ? " problem" : " problems"}</span>
    </span>
  );
}

/** An edge that has something to say: where it leads, and when; while a run is shown, what became of it. */
function EdgeRow(props: Line<"edge"> & Chosen) {
  const { edge, to, depth, taken, short, selected, problems, blocking, onSelect } = props;
  const Icon = isControl(edge) && edge.back ? Undo2 : CornerDownRight;
  const name = markHidden(to.name) || "No name";
  const run = useEdgePaint(edge.id);
  const shown = run?.words.replace(/\.$/, "");
  const words = run ? `${taken}. ${run.words}` : taken;
  return (
    <button
      type="button"
      aria-current={selected || undefined}
      onClick={onSelect}
      onPointerDown={holdPress}
      // What is seen is in the name as it stands, so that it can be said.
      aria-label={`${name}, ${shown ? `${shown}. ${taken}` : taken}${problems > 0 ? `, ${problemWords(problems)}` : ""}`}
      style={{ paddingLeft: 8 + depth * 16 }}
      className={classNames(row, "h-7 text-12 text-ink-soft", selected && "bg-pressed font-strong")}
    >
      <Icon size={14} aria-hidden className="shrink-0 text-ink-faint" />
      <span className="min-w-0 shrink-0 max-w-1/2 truncate">{name}</span>{" "}
      <span title={words} className="min-w-0 flex-1 truncate text-right text-11 text-ink-faint">
        {shown ?? short}
      </span>
      <Problems problems={problems} blocking={blocking} />
    </button>
  );
}

function NodeRow(props: Line<"node"> & Chosen) {
  const { node, depth, selected, problems, blocking, onSelect } = props;
  const run = useNodePaint(node.id);
  const runId = useId();
  const hasRun = run !== null && run.state !== "idle";
  return (
    <button
      type="button"
      aria-describedby={hasRun ? runId : undefined}
      aria-current={selected || undefined}
      onClick={onSelect}
      onPointerDown={holdPress}
      style={{ paddingLeft: 8 + depth * 16 }}
      className={classNames(row, "h-7", selected && "bg-pressed font-strong")}
    >
      <LookTile look={lookOf(node)} size={20} />
      <span className="min-w-0 flex-1 truncate">{markHidden(node.name) || "No name"}</span>
      {hasRun && (
        // It describes the button and is no part of its name.
        <span id={runId} aria-hidden title={run.note ?? stateLooks[run.state].word} className="flex shrink-0">
          <StateMark state={run.state} iconOnly={run.state !== "waiting"} className="text-11" />
          {run.note && <span className="sr-only">. {run.note}</span>}
        </span>
      )}
      <Problems problems={problems} blocking={blocking} />
    </button>
  );
}
