"use client";

import { KindIcon } from "@/components/canvas/canvas-lists.tsx";
import { lookOf } from "@/components/canvas/kind-look.ts";
import { classNames } from "@/components/ui/class-names.ts";
import type { GraphNode } from "@/lib/graph/node.ts";
import { outlineOf } from "./outline-rows.ts";
import { useWorkflow } from "./use-workflow.ts";

type Props = { onReveal: (nodeId: string) => void };

/** The whole graph as a list: every node in the order of control, workers and tools under who asks or uses them. */
export function Outline({ onReveal }: Props) {
  const graph = useWorkflow((state) => state.document.graph);
  const selection = useWorkflow((state) => state.selection);
  const problems = useWorkflow((state) => state.problemCounts);
  const select = useWorkflow((state) => state.select);
  if (graph.nodes.length === 0)
    return <p className="px-4 py-2 text-12 text-ink-faint">Nothing is drawn yet.</p>;
  return (
    <ul className="flex flex-col px-2 pb-2">
      {outlineOf(graph).map(({ node, depth }) => (
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
