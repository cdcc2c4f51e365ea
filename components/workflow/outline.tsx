"use client";

import { CornerDownRight } from "lucide-react";
import { KindIcon } from "@/components/canvas/canvas-lists.tsx";
import { lookOf } from "@/components/canvas/kind-look.ts";
import { classNames } from "@/components/ui/class-names.ts";
import { edgeWords } from "@/lib/graph/connectable.ts";
import type { GraphEdge } from "@/lib/graph/edge.ts";
import type { GraphNode } from "@/lib/graph/node.ts";
import { outlineOf } from "./outline-rows.ts";
import { useWorkflow } from "./use-workflow.ts";

type Props = { onReveal: (nodeId: string) => void };

/** The whole graph as a list: every node in the order of control, and under it every edge that leaves it. */
export function Outline({ onReveal }: Props) {
  const graph = useWorkflow((state) => state.document.graph);
  const selection = useWorkflow((state) => state.selection);
  const problems = useWorkflow((state) => state.problemCounts);
  const select = useWorkflow((state) => state.select);
  const names = new Map(graph.nodes.map((node) => [node.id, node.name || "No name"]));
  if (graph.nodes.length === 0)
    return <p className="px-4 py-2 text-12 text-ink-faint">Nothing is drawn yet.</p>;
  return (
    <ul className="flex flex-col px-2 pb-2">
      {outlineOf(graph).map(({ node, depth, edges }) => (
        <li key={node.id}>
          <NodeRow
            node={node}
            depth={depth}
            selected={selection.nodes.includes(node.id)}
            problems={problems.get(node.id)?.count ?? 0}
            onSelect={() => {
              select({ nodes: [node.id], edges: [] });
              onReveal(node.id);
            }}
          />
          {selection.nodes.includes(node.id) || edges.some((edge) => selection.edges.includes(edge.id))
            ? edges.map((edge) => (
                <EdgeRow
                  key={edge.id}
                  edge={edge}
                  depth={depth}
                  to={names.get(edge.to) ?? edge.to}
                  selected={selection.edges.includes(edge.id)}
                  onSelect={() => select({ nodes: [], edges: [edge.id] })}
                />
              ))
            : null}
        </li>
      ))}
    </ul>
  );
}

const row = "flex w-full items-center gap-2 rounded-control pr-2 text-left hover:bg-hover";

function NodeRow(props: {
  node: GraphNode;
  depth: number;
  selected: boolean;
  problems: number;
  onSelect: () => void;
}) {
  const { node, depth, selected, problems, onSelect } = props;
  return (
    <button
      type="button"
      aria-current={selected || undefined}
      onClick={onSelect}
      style={{ paddingLeft: 8 + depth * 16 }}
      className={classNames(row, "h-7", selected && "bg-pressed font-strong")}
    >
      <KindIcon look={lookOf(node)} size={20} />
      <span className="min-w-0 flex-1 truncate">{node.name || "No name"}</span>
      {problems > 0 && (
        <span
          className="figures text-11 text-failed"
          title={problems === 1 ? "1 problem" : `${problems} problems`}
        >
          {problems}
        </span>
      )}
    </button>
  );
}

function EdgeRow(props: {
  edge: GraphEdge;
  depth: number;
  to: string;
  selected: boolean;
  onSelect: () => void;
}) {
  const { edge, depth, to, selected, onSelect } = props;
  return (
    <button
      type="button"
      aria-current={selected || undefined}
      onClick={onSelect}
      style={{ paddingLeft: 14 + depth * 16 }}
      className={classNames(row, "h-6 text-12 text-ink-soft", selected && "bg-pressed text-ink")}
    >
      <CornerDownRight size={12} aria-hidden className="shrink-0 text-ink-faint" />
      <span className="min-w-0 truncate">
        {edgeWords[edge.kind]} {to}
      </span>
    </button>
  );
}
