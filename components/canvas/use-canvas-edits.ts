"use client";

import { useReactFlow } from "@xyflow/react";
import { useMemo } from "react";
import { toast } from "@/components/ui/toast.ts";
import { newId } from "@/components/workflow/new-id.ts";
import { useWorkflowStore } from "@/components/workflow/use-workflow.ts";
import { edgeMisfit, edgeWords } from "@/lib/graph/connectable.ts";
import type { EdgeKind, WayBack } from "@/lib/graph/edge.ts";
import type { Graph, Position } from "@/lib/graph/graph.ts";
import type { GraphEdit } from "@/lib/graph/graph-edit.ts";
import { newNode, newNodeName } from "@/lib/graph/new-node.ts";
import type { NodeKind } from "@/lib/graph/node.ts";
import type { ToolType } from "@/lib/graph/tool.ts";
import { connectProblem, goesOn, newEdge, stepsBefore } from "./connections.ts";
import { copyNodes } from "./copy-nodes.ts";
import { focusNode } from "./focus-node.ts";
import { glide } from "./glide.ts";
import { toolLooks } from "./kind-look.ts";
import { NODE_HEIGHT, NODE_WIDTH } from "./node-shape.ts";
import { freeName, freeOffset, freePlace, placeBeside, stepAbove } from "./place-node.ts";
import { FIT } from "./use-keep-fitted.ts";
import { type Direction, nextNode } from "./walk.ts";

/** An edge begun at a node's port, waiting for its other end. */
export type OpenEnd = { kind: EdgeKind; nodeId: string; end: "from" | "to" };

/** A "then" or a handoff that would lead back, waiting for how often it may be taken. */
export type AskedBack = { kind: "flow" | "handoff"; from: string; to: string };

export type AddOptions = { toolType?: ToolType | null; at?: Position; connect?: OpenEnd };

// Code of commands that look at the whole graph: large, and not needed before the first of them.
const arranging = () => import("./auto-layout.ts");
const pasting = () => import("./paste-nodes.ts");
const renaming = () => import("@/lib/graph/rename.ts");

/** Gets the code of the commands that is no part of the first load. */
export const fetchCommands = () => Promise.all([arranging(), pasting(), renaming()]);

/** Runs a command with its code: at once when that has been fetched. */
function withCode<Code>(load: () => Promise<Code>, run: (code: Code) => void): void {
  load().then(run, () =>
    toast.error("That was not done", {
      description: "The code for it could not be fetched. Check the connection and try again.",
    }),
  );
}

/**
 * What a person can do on the canvas, each as one undo step. `announce` says it to screen readers; `askBack` asks how
 * often a way back may be taken, whose edge is drawn when that is known.
 */
export function useCanvasEdits(announce: (words: string) => void, askBack: (asked: AskedBack) => void) {
  const store = useWorkflowStore();
  const flow = useReactFlow();
  return useMemo(() => {
    const state = () => store.getState();
    const nameOf = (id: string) =>
      state().document.graph.nodes.find((node) => node.id === id)?.name || "No name";
    const selectOnly = (id: string) => state().select({ nodes: [id], edges: [] });
    const reveal = (id: string) => {
      const at = state().document.layout[id];
      if (!at) return;
      const from = flow.flowToScreenPosition(at);
      const to = flow.flowToScreenPosition({ x: at.x + NODE_WIDTH, y: at.y + NODE_HEIGHT });
      const pane = globalThis.document.querySelector(".canvas")?.getBoundingClientRect();
      if (!pane) return;
      const dx = shiftInto(from.x, to.x, pane.left, pane.right);
      const dy = shiftInto(from.y, to.y, pane.top, pane.bottom - TOOLS_HEIGHT) || aboveOverview(from, to);
      if (dx === 0 && dy === 0) return;
      const { x, y, zoom } = flow.getViewport();
      void flow.setViewport({ x: x + dx, y: y + dy, zoom }, glide(200));
    };

    function add(kind: NodeKind, { toolType, at, connect }: AddOptions = {}): string {
      const { document, edit, selection } = state();
      const id = newId();
      const wish = toolType ? toolLooks[toolType].word : newNodeName(kind);
      const name = freeName(document.graph, wish);
      const node = newNode(kind, id, { name, ...(toolType && { toolType }) });
      const pane = globalThis.document.querySelector(".canvas")?.getBoundingClientRect();
      const centre = flow.screenToFlowPosition({
        x: pane ? pane.left + pane.width / 2 : 0,
        y: pane ? pane.top + pane.height / 2 : 0,
      });
      const [selected] = selection.nodes;
      // Tools stand in a row below whoever uses them: an edge to the second would pass behind the first in a column.
      const isTool = document.graph.nodes.some((other) => other.id === selected && other.kind === "tool");
      const beside =
        selected !== undefined && isTool && kind !== "tool" ? stepAbove(document, selected) : selected;
      const isBelow = (kind === "tool" && !isTool) || isForItems(document.graph, beside, kind);
      const wanted =
        at ??
        (beside
          ? placeBeside(document.layout, beside, isBelow)
          : { x: centre.x - NODE_WIDTH / 2, y: centre.y - NODE_HEIGHT / 2 });
      const edits: GraphEdit[] = [{ type: "node-add", node, position: freePlace(document.layout, wanted) }];
      if (connect)
        edits.push({
          type: "edge-add",
          edge:
            connect.end === "from"
              ? newEdge(document.graph, connect.kind, { id: newId(), from: connect.nodeId, to: id })
              : newEdge(document.graph, connect.kind, { id: newId(), from: id, to: connect.nodeId }),
        });
      if (edit(edits, { select: { nodes: [id], edges: [] } }) === null) {
        announce(`${node.name} added`);
        reveal(id);
        focusNode(id);
      }
      return id;
    }

    /** False while an answer is waited for; else the edge is drawn, or it has been said why it can't be. */
    function connect(kind: EdgeKind, from: string, to: string, back?: WayBack): boolean {
      const { document, edit } = state();
      const problem = connectProblem(document.graph, kind, from, to);
      if (problem) {
        announce(problem);
        toast(`${nameOf(from)} and ${nameOf(to)} are not connected`, { description: problem });
        return true;
      }
      if (goesOn(kind) && !back && stepsBefore(document.graph, from).has(to)) {
        askBack({ kind, from, to });
        return false;
      }
      const id = newId();
      edit([{ type: "edge-add", edge: newEdge(document.graph, kind, { id, from, to }, back) }], {
        select: { nodes: [], edges: [id] },
      });
      announce(`${nameOf(from)} ${back ? backWords(kind) : edgeWords[kind]} ${nameOf(to)}`);
      return true;
    }

    function move(positions: ReadonlyMap<string, Position>, typing?: string): void {
      const { layout } = state().document;
      const edits = [...positions].flatMap(([id, position]): GraphEdit[] => {
        const before = Object.hasOwn(layout, id) ? layout[id] : undefined;
        return before?.x === position.x && before.y === position.y
          ? []
          : [{ type: "node-move", id, position }];
      });
      state().edit(edits, typing === undefined ? {} : { typing });
    }

    function removeSelected(): void {
      const { selection, edit, document } = state();
      const gone = new Set(selection.nodes);
      const edges = document.graph.edges.filter(
        (edge) => selection.edges.includes(edge.id) && !gone.has(edge.from) && !gone.has(edge.to),
      );
      const edits: GraphEdit[] = [
        ...edges.map((edge): GraphEdit => ({ type: "edge-remove", id: edge.id })),
        ...selection.nodes.map((id): GraphEdit => ({ type: "node-remove", id })),
      ];
      if (edits.length === 0) return;
      edit(edits);
      // The focus goes with what had it; the keys of the canvas go on from here.
      globalThis.document.querySelector<HTMLElement>(".canvas")?.focus({ preventScroll: true });
      announce(edits.length === 1 ? "Removed" : `${edits.length} removed`);
    }

    function paste(text: string, place: { offset: number } | { centre: Position }): void {
      withCode(pasting, ({ pasteNodes }) => {
        const { document, edit } = state();
        const pasted = pasteNodes(document, text, place, newId);
        if ("problem" in pasted) {
          toast("Nothing pasted", { description: pasted.problem });
          return;
        }
        edit(pasted.edits, { select: { nodes: pasted.nodes, edges: [] } });
        announce(pasted.nodes.length === 1 ? "1 node pasted" : `${pasted.nodes.length} nodes pasted`);
      });
    }

    return {
      add,
      connect,
      move,
      removeSelected,
      paste,
      selectOnly,
      reveal,
      focusNode,
      nameOf,
      copySelected: () => {
        const { document, selection } = state();
        return selection.nodes.length === 0 ? null : copyNodes(document, new Set(selection.nodes));
      },
      duplicate: () => {
        const { document, selection } = state();
        if (selection.nodes.length > 0)
          paste(copyNodes(document, new Set(selection.nodes)), {
            offset: freeOffset(document, selection.nodes),
          });
      },
      selectAll: () => {
        const { graph } = state().document;
        state().select({ nodes: graph.nodes.map(({ id }) => id), edges: [] });
      },
      rename: (id: string, name: string) =>
        withCode(renaming, ({ renameNode }) => {
          const { graph } = state().document;
          const node = graph.nodes.find((one) => one.id === id);
          const words = name.trim();
          if (node && words !== "" && words !== node.name) state().edit(renameNode(graph, id, words));
        }),
      layout: () =>
        withCode(arranging, ({ autoLayout }) => {
          const { graph, layout } = state().document;
          move(new Map(Object.entries(autoLayout(graph, layout))));
          requestAnimationFrame(() => void flow.fitView({ ...glide(200), ...FIT }));
          announce("Arranged");
        }),
      walk: (direction: Direction) => {
        const { document, selection } = state();
        const from = selection.nodes[0];
        const next = from
          ? nextNode(document.graph, document.layout, from, direction)
          : (document.graph.nodes[0]?.id ?? null);
        if (next === null) return;
        selectOnly(next);
        reveal(next);
        focusNode(next);
      },
      nudge: (direction: Direction, by: number) => {
        const { document, selection } = state();
        const step = { left: [-by, 0], right: [by, 0], up: [0, -by], down: [0, by] }[direction];
        const [dx = 0, dy = 0] = step;
        move(
          new Map(
            selection.nodes.map((id) => {
              const at = document.layout[id] ?? { x: 0, y: 0 };
              return [id, { x: at.x + dx, y: at.y + dy }];
            }),
          ),
          `move:${selection.nodes.join(",")}`,
        );
      },
    };
  }, [store, flow, announce, askBack]);
}

const backWords = (kind: EdgeKind) => (kind === "handoff" ? "hands back to" : "goes back to");

/** Whether a new node may be what a map without a worker is to ask. */
function isForItems({ nodes, edges }: Graph, map: string | undefined, kind: NodeKind): boolean {
  const isMap = nodes.some((node) => node.id === map && node.kind === "map");
  return (
    isMap &&
    edgeMisfit("item", "map", kind) === null &&
    !edges.some((edge) => edge.kind === "item" && edge.from === map)
  );
}

export type CanvasEdits = ReturnType<typeof useCanvasEdits>;

const MARGIN = 24;
/** What the tools in the lower left corner take of the canvas, px. */
const TOOLS_HEIGHT = 32;

type Point = { x: number; y: number };

/** How far to shift a node up that would lie under the overview in the lower right corner. */
function aboveOverview(from: Point, to: Point): number {
  const overview = globalThis.document.querySelector("[data-overview]")?.getBoundingClientRect();
  if (!overview) return 0;
  const under =
    to.x > overview.left && from.x < overview.right && to.y > overview.top && from.y < overview.bottom;
  return under ? overview.top - MARGIN - to.y : 0;
}

/** How far to shift what reaches from `start` to `end` so that it stands between `low` and `high`. */
function shiftInto(start: number, end: number, low: number, high: number): number {
  if (start < low + MARGIN) return low + MARGIN - start;
  if (end > high - MARGIN) return high - MARGIN - end;
  return 0;
}
