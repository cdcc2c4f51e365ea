"use client";

import { ArrowLeft, ArrowRight, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { endsFrom } from "@/components/canvas/canvas-lists.tsx";
import { goesOn, newEdge } from "@/components/canvas/connections.ts";
import { lookOf } from "@/components/canvas/kind-look.ts";
import { LookTile } from "@/components/canvas/look-tile.tsx";
import { WayBackDialog } from "@/components/canvas/way-back-dialog.tsx";
import { Button } from "@/components/ui/button.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Menu, MenuItem } from "@/components/ui/menu.tsx";
import { newId } from "@/components/workflow/new-id.ts";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import { edgeWords } from "@/lib/graph/connectable.ts";
import type { EdgeKind, GraphEdge, WayBack } from "@/lib/graph/edge.ts";
import { controlWords } from "@/lib/graph/flow-words.ts";
import type { GraphNode } from "@/lib/graph/node.ts";
import { Section } from "./section.tsx";

type End = ReturnType<typeof endsFrom>[number];

/** The edges of a node, to go along, to remove and to add. */
export function NodeConnections({ node }: { node: GraphNode }) {
  const graph = useWorkflow((state) => state.document.graph);
  const edit = useWorkflow((state) => state.edit);
  const [asked, setAsked] = useState<(End & { kind: "flow" | "handoff" }) | null>(null);
  const add = (kind: EdgeKind, to: string, back?: WayBack) => {
    const id = newId();
    edit([{ type: "edge-add", edge: newEdge(graph, kind, { id, from: node.id, to }, back) }], {
      select: { nodes: [], edges: [id] },
    });
  };
  const connect = (end: End) => {
    const { kind, node: to, back } = end;
    if (back && goesOn(kind)) setAsked({ ...end, kind });
    else add(kind, to.id);
  };
  const names = new Map(graph.nodes.map((one) => [one.id, one]));
  const out = graph.edges.filter((edge) => edge.from === node.id);
  const into = graph.edges.filter((edge) => edge.to === node.id);
  const workers = out.filter((edge) => edge.kind === "worker").length;
  const summary = workers > 0 ? `asks ${workers}` : String(out.length + into.length);
  return (
    <Section title={node.kind === "supervisor" ? "Workers and connections" : "Connections"} summary={summary}>
      <ul className="-mx-2 flex flex-col">
        {out.map((edge) => (
          <EdgeRow key={edge.id} edge={edge} from={node} other={names.get(edge.to)} outward />
        ))}
        {into.map((edge) => (
          <EdgeRow
            key={edge.id}
            edge={edge}
            from={names.get(edge.from)}
            other={names.get(edge.from)}
            outward={false}
          />
        ))}
      </ul>
      {node.kind !== "output" && (
        <Menu
          trigger={
            <Button size={28} variant="ghost" className="self-start" icon={<Plus size={14} aria-hidden />}>
              Connect
            </Button>
          }
        >
          <Connectable node={node} onConnect={connect} />
        </Menu>
      )}
      {asked && (
        <WayBackDialog
          kind={asked.kind}
          from={node.name || "No name"}
          to={asked.node.name || "No name"}
          onDone={(back) => {
            setAsked(null);
            if (back) add(asked.kind, asked.node.id, back);
          }}
        />
      )}
    </Section>
  );
}

/** What the node may be connected to; looked for when the list is opened, for in a big graph it takes a while. */
function Connectable({ node, onConnect }: { node: GraphNode; onConnect: (end: End) => void }) {
  const graph = useWorkflow((state) => state.document.graph);
  const possible = endsFrom(graph, node.id);
  return (
    <div className="max-h-80 overflow-y-auto">
      {possible.length === 0 && (
        <p className="px-2 py-1 text-12 text-ink-faint">Nothing that it can be connected to yet.</p>
      )}
      {possible.map((end) => (
        <MenuItem
          key={end.id}
          icon={<LookTile look={lookOf(end.node)} size={20} />}
          onSelect={() => onConnect(end)}
        >
          {end.words}
        </MenuItem>
      ))}
    </div>
  );
}

function EdgeRow({
  edge,
  from,
  other,
  outward,
}: {
  edge: GraphEdge;
  from: GraphNode | undefined;
  other: GraphNode | undefined;
  outward: boolean;
}) {
  const select = useWorkflow((state) => state.select);
  const edit = useWorkflow((state) => state.edit);
  const name = other?.name || "No name";
  const words = outward ? edgeWords[edge.kind] : inWords[edge.kind];
  const taken = takenWords(edge, from);
  return (
    <li className="group flex items-center">
      <button
        type="button"
        title="What goes along"
        onClick={() => select({ nodes: [], edges: [edge.id] })}
        className="flex h-7 min-w-0 flex-1 items-center gap-2 rounded-control px-2 text-left hover:bg-hover"
      >
        {outward ? (
          <ArrowRight size={12} aria-hidden className="shrink-0 text-ink-faint" />
        ) : (
          <ArrowLeft size={12} aria-hidden className="shrink-0 text-ink-faint" />
        )}
        <span className="shrink-0 text-12 text-ink-faint">{words}</span>
        <span className="min-w-0 truncate">{name}</span>
        {taken && (
          <span title={taken} className="ml-auto min-w-0 shrink-2 truncate text-12 text-ink-faint">
            {taken}
          </span>
        )}
        {(edge.kind === "worker" || (edge.kind === "item" && edge.context.length > 0)) && (
          <span className="ml-auto shrink-0 text-12 text-ink-faint">
            {edge.context.length === 1 ? "1 field" : `${edge.context.length} fields`}
          </span>
        )}
      </button>
      <IconButton
        label={`Remove: ${words} ${name}`}
        icon={<Trash2 size={14} aria-hidden />}
        onClick={() => edit([{ type: "edge-remove", id: edge.id }])}
      />
    </li>
  );
}

/** When control goes on along the edge, where that isn't said by its kind. */
function takenWords(edge: GraphEdge, from: GraphNode | undefined): string | null {
  if (edge.kind === "handoff") return edge.back ? controlWords(edge, false) : null;
  return edge.kind === "flow" ? controlWords(edge, from?.kind === "branch") : null;
}

const inWords: Record<GraphEdge["kind"], string> = {
  flow: "after",
  worker: "asked by",
  tool: "used by",
  item: "asked for each item by",
  handoff: "takes over from",
};
