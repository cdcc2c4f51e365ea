"use client";

import { useMemo } from "react";
import { edgeMisfit, edgeWords } from "@/lib/graph/connectable.ts";
import type { EdgeKind } from "@/lib/graph/edge.ts";
import type { Graph } from "@/lib/graph/graph.ts";
import type { NodeKind } from "@/lib/graph/node.ts";
import type { ToolType } from "@/lib/graph/tool.ts";
import { connectProblem, goesOn, stepsBefore } from "./connections.ts";
import { lookOf } from "./kind-look.ts";
import { LookTile } from "./look-tile.tsx";
import { newNodeChoices } from "./new-node-choices.ts";
import { PickList } from "./pick-list.tsx";
import type { OpenEnd } from "./use-canvas-edits.ts";

type Place = { left: number; top: number };

/** What can be added here; at an edge's open end, only what may be connected to it. */
export function QuickAdd(props: {
  at: Place;
  graph: Graph;
  connect?: OpenEnd;
  onPick: (kind: NodeKind, toolType: ToolType | null) => void;
  onClose: () => void;
}) {
  const { at, graph, connect, onPick, onClose } = props;
  const from = connect && graph.nodes.find((node) => node.id === connect.nodeId);
  const choices = newNodeChoices.flatMap(({ group, choices }) =>
    choices
      .filter(({ kind }) => {
        if (!connect || !from) return true;
        return connect.end === "from"
          ? edgeMisfit(connect.kind, from.kind, kind) === null
          : edgeMisfit(connect.kind, kind, from.kind) === null;
      })
      .map((choice) => ({ ...choice, group, id: `${choice.kind}:${choice.toolType ?? ""}` })),
  );
  const label = from && connect ? addLabel(from.name, connect) : "Add a node";
  return (
    <PickList
      at={at}
      label={label}
      placeholder={label}
      empty="No kind of node has this name"
      items={choices.map(({ id, name, hint, group, look }) => ({
        id,
        label: name,
        about: hint,
        group,
        icon: <LookTile look={look} />,
      }))}
      onClose={onClose}
      onPick={(id) => {
        const choice = choices.find((one) => one.id === id);
        if (choice) onPick(choice.kind, choice.toolType);
      }}
    />
  );
}

function addLabel(name: string, { kind, end }: OpenEnd): string {
  if (kind === "item")
    return end === "to" ? `Add what asks ${name} for each item` : `Add what ${name} asks for each item`;
  if (end === "to")
    return kind === "flow" ? `Add what comes before ${name}` : `Add what ${edgeWords[kind]} ${name}`;
  return kind === "flow" ? `Add what comes after ${name}` : `Add what ${name} ${edgeWords[kind]}`;
}

/** What a node may be connected to, each with words such as "asks Writer" or "back to Writer"; ways back come last. */
export function endsFrom(graph: Graph, from: string) {
  const before = stepsBefore(graph, from);
  const ends = (["worker", "tool", "item", "flow", "handoff"] as const).flatMap((kind) =>
    graph.nodes
      .filter((node) => connectProblem(graph, kind, from, node.id) === null)
      .map((node) => {
        const back = goesOn(kind) && before.has(node.id);
        const words = back ? wordsBack(kind, node.id === from) : edgeWords[kind];
        return { kind, node, back, words: `${words} ${node.name}`, id: `${kind}:${node.id}` };
      }),
  );
  return [...ends.filter(({ back }) => !back), ...ends.filter(({ back }) => back)];
}

function wordsBack(kind: EdgeKind, isItself: boolean): string {
  if (kind === "handoff") return "hands back to";
  return isItself ? "again" : "back to";
}

/** Everything the chosen node may be connected to, by the kind of edge. */
export function ConnectList(props: {
  at: Place;
  graph: Graph;
  from: string;
  onPick: (kind: EdgeKind, to: string) => void;
  onClose: () => void;
}) {
  const { at, graph, from, onPick, onClose } = props;
  const name = graph.nodes.find((node) => node.id === from)?.name ?? "";
  const ends = useMemo(() => endsFrom(graph, from), [graph, from]);
  return (
    <PickList
      at={at}
      label={`Connect ${name}`}
      placeholder={`${name} …`}
      empty="Nothing that it can be connected to. Add a node first (N)."
      items={ends.map(({ id, words, node }) => ({
        id,
        label: words,
        icon: <LookTile look={lookOf(node)} />,
      }))}
      onClose={onClose}
      onPick={(id) => {
        const end = ends.find((one) => one.id === id);
        if (end) onPick(end.kind, end.node.id);
      }}
    />
  );
}
