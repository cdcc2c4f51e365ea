import dagre from "@dagrejs/dagre";
import { type GraphEdge, isControl } from "@/lib/graph/edge.ts";
import { controlWords } from "@/lib/graph/flow-words.ts";
import type { Graph, Layout, Position } from "@/lib/graph/graph.ts";
import { labelWidth, STEP_OUT } from "./flow-route.ts";
import { type Block, blockOf, place, SIBLING_GAP } from "./layout-block.ts";
import { NODE_HEIGHT, NODE_WIDTH, nodeHeight } from "./node-shape.ts";

const STEP_GAP = 88;
/** What a labelled line takes besides its label, px. */
const LABEL_LINE = STEP_OUT + 56;
const GRID = 8;

/**
 * Positions for all nodes: steps from left to right as control goes, ways back left out, with room for what stands on
 * the lines; whom a step asks, for each item too, and what it can use in rows
 * below it. Order follows the present layout, so a small change moves little; notes stay where they are.
 */
export function autoLayout(graph: Graph, present: Layout): Layout {
  const nodes = new Map(graph.nodes.filter((node) => node.kind !== "note").map((node) => [node.id, node]));
  const at = (id: string) => (Object.hasOwn(present, id) ? present[id] : undefined) ?? { x: 0, y: 0 };
  const placed = new Set<string>();
  const called = new Set(graph.edges.filter((edge) => !isControl(edge)).map((edge) => edge.to));
  const inFlow = new Set(graph.edges.filter(isControl).flatMap((edge) => [edge.from, edge.to]));

  function block(id: string): Block {
    placed.add(id);
    const children = graph.edges
      .filter((edge) => !isControl(edge) && edge.from === id && nodes.has(edge.to) && !inFlow.has(edge.to))
      .map((edge) => edge.to)
      .toSorted((a, b) => rowOf(at(a).y) - rowOf(at(b).y) || at(a).x - at(b).x);
    const below: Block[] = [];
    for (const child of children) if (!placed.has(child)) below.push(block(child));
    return blockOf(id, nodeHeight(nodes.get(id)?.kind ?? "agent"), below);
  }

  const heads = [...nodes.keys()]
    .filter((id) => inFlow.has(id) || !called.has(id))
    .toSorted((a, b) => at(a).y - at(b).y);
  const blocks = heads.filter((id) => !placed.has(id)).map(block);
  // Whatever is left is called in a circle; any of it may lead.
  for (const id of nodes.keys()) if (!placed.has(id)) blocks.push(block(id));

  const layout: Record<string, Position> = {};
  for (const node of graph.nodes) if (node.kind === "note") layout[node.id] = at(node.id);
  for (const { block: one, x, y } of placeHeads(blocks, graph))
    for (const [id, position] of place(one, x, y)) layout[id] = { x: snap(position.x), y: snap(position.y) };
  return layout;
}

/**
 * Dagre ranks the heads from left to right and orders each rank. What hangs below a head may reach under its
 * neighbours: a rank is moved right only as far as nodes of the same height would meet.
 */
function placeHeads(blocks: readonly Block[], graph: Graph): { block: Block; x: number; y: number }[] {
  const drawing = new dagre.graphlib.Graph();
  drawing.setGraph({ rankdir: "LR", nodesep: SIBLING_GAP, ranksep: STEP_GAP });
  drawing.setDefaultEdgeLabel(() => ({}));
  const heads = new Set(blocks.map((one) => one.id));
  for (const one of blocks)
    drawing.setNode(one.id, { width: NODE_WIDTH, height: 2 * one.height - one.headHeight });
  for (const edge of graph.edges)
    if (goesForward(edge) && heads.has(edge.from) && heads.has(edge.to) && edge.from !== edge.to)
      drawing.setEdge(edge.from, edge.to);
  dagre.layout(drawing);

  const middles = casesInOrder(blocks, graph, (id) => drawing.node(id));
  const drawn = blocks
    .map((one) => ({
      block: one,
      rank: Math.round(drawing.node(one.id).x),
      middle: middles.get(one.id) ?? drawing.node(one.id).y,
    }))
    .toSorted((a, b) => a.rank - b.rank);
  const labels = labelRoom(graph);
  const boxes: { left: number; right: number; top: number; bottom: number }[] = [];
  const result: { block: Block; x: number; y: number }[] = [];
  let rank: number | null = null;
  let start = 0;
  let headsEnd = 0;
  for (const { block: one, rank: own, middle } of drawn) {
    const y = middle - one.headHeight / 2;
    if (own !== rank) {
      const gap = Math.max(
        STEP_GAP,
        ...drawn.flatMap((other) => (other.rank === own ? (labels.get(other.block.id) ?? 0) : 0)),
      );
      start = rank === null ? 0 : headsEnd + gap;
      rank = own;
    }
    const rows = rowsOf(one, y);
    const shift = Math.max(
      0,
      ...rows.flatMap((row) =>
        boxes
          .filter((box) => box.top < row.bottom && row.top < box.bottom)
          .map((box) => box.right + SIBLING_GAP - (start + row.left)),
      ),
    );
    const x = start + shift;
    headsEnd = Math.max(headsEnd, x + NODE_WIDTH);
    result.push({ block: one, x, y });
    for (const row of rows) boxes.push({ ...row, left: x + row.left, right: x + row.right });
  }
  return result;
}

/**
 * The heights of what only a branch leads to, side by side in one rank, exchanged so that the cases stand in their order
 * from top to bottom.
 */
function casesInOrder(
  blocks: readonly Block[],
  graph: Graph,
  at: (id: string) => { x: number; y: number },
): ReadonlyMap<string, number> {
  const heights = new Map(blocks.map((one) => [one.id, one.height]));
  const flows = graph.edges.filter(goesForward);
  const into = Map.groupBy(flows, (edge) => edge.to);
  const from = Map.groupBy(flows, (edge) => edge.from);
  const middles = new Map<string, number>();
  for (const { id, kind } of graph.nodes) {
    if (kind !== "branch") continue;
    const targets = [...new Set((from.get(id) ?? []).map((edge) => edge.to))];
    const own = targets.filter((to) => heights.has(to) && into.get(to)?.every((edge) => edge.from === id));
    const alike = Map.groupBy(own, (to) => `${Math.round(at(to).x)} ${heights.get(to)}`);
    for (const group of alike.values()) {
      const free = group.map((to) => at(to).y).toSorted((a, b) => a - b);
      for (const [place, to] of group.entries()) middles.set(to, free[place] ?? at(to).y);
    }
  }
  return middles;
}

const goesForward = (edge: GraphEdge) => isControl(edge) && edge.back === undefined;

/** For each node the room that the longest label on a flow to it takes, with the line before and behind it. */
function labelRoom(graph: Graph): ReadonlyMap<string, number> {
  const branches = new Set(graph.nodes.flatMap(({ id, kind }) => (kind === "branch" ? [id] : [])));
  const room = new Map<string, number>();
  for (const edge of graph.edges) {
    if (!isControl(edge) || edge.back !== undefined) continue;
    const words = controlWords(edge, branches.has(edge.from));
    if (words === null) continue;
    const wanted = labelWidth(words) + LABEL_LINE;
    room.set(edge.to, Math.max(room.get(edge.to) ?? 0, wanted));
  }
  return room;
}

/** The boxes of a block's nodes, with left and right measured from the head's left side. */
function rowsOf(one: Block, y: number) {
  return [...place(one, 0, y)].map(([, position]) => ({
    left: position.x,
    right: position.x + NODE_WIDTH,
    top: position.y - SIBLING_GAP / 2,
    bottom: position.y + one.headHeight + SIBLING_GAP / 2,
  }));
}

/** Nodes of about the same height are one row, read from left to right. */
const rowOf = (y: number) => Math.round(y / NODE_HEIGHT);

const snap = (value: number) => Math.round(value / GRID) * GRID;
