import type { Graph, Layout, Position, WorkflowDocument } from "@/lib/graph/graph.ts";
import { cutText } from "@/lib/graph/text-cut.ts";
import { NODE_HEIGHT, NODE_WIDTH } from "./node-shape.ts";

const GAP = 24;
const GRID = 8;

/** The free place nearest to where a new node is wanted, on the grid: it steps down and to the right past others. */
export function freePlace(layout: Layout, wanted: Position): Position {
  const taken = Object.values(layout);
  const free = ({ x, y }: Position) =>
    taken.every(
      (other) => Math.abs(other.x - x) >= NODE_WIDTH + GAP || Math.abs(other.y - y) >= NODE_HEIGHT + GAP,
    );
  const start = { x: snap(wanted.x), y: snap(wanted.y) };
  for (let ring = 0; ring < 40; ring += 1) {
    const offset = ring * (NODE_HEIGHT + GAP);
    for (const place of [
      { x: start.x, y: start.y + offset },
      { x: start.x + ring * (NODE_WIDTH + GAP), y: start.y },
      { x: start.x, y: start.y - offset },
    ])
      if (free(place)) return { x: snap(place.x), y: snap(place.y) };
  }
  return start;
}

/** Where a node goes that an existing one will ask, use or hand on to. */
export function placeBeside(layout: Layout, fromId: string, below: boolean): Position {
  const from = (Object.hasOwn(layout, fromId) ? layout[fromId] : undefined) ?? { x: 0, y: 0 };
  return below ? { x: from.x, y: from.y + NODE_HEIGHT + 88 } : { x: from.x + NODE_WIDTH + 96, y: from.y };
}

/** The step that a tool stands below: the nearest that is drawn above it; the tool itself where nothing is. */
export function stepAbove({ graph, layout }: WorkflowDocument, toolId: string): string {
  const tool = layout[toolId];
  if (!tool) return toolId;
  const above = graph.nodes.flatMap(({ id, kind }) => {
    const at = layout[id];
    const stands = at && kind !== "tool" && kind !== "note" && at.y < tool.y;
    return stands ? [{ id, far: Math.hypot(at.x - tool.x, at.y - tool.y) }] : [];
  });
  return above.toSorted((one, other) => one.far - other.far)[0]?.id ?? toolId;
}

/** How far to shift copies of these nodes, right and down, so that none lies exactly on another node. */
export function freeOffset({ layout }: WorkflowDocument, ids: readonly string[]): number {
  const taken = new Set(Object.values(layout).map(({ x, y }) => `${x} ${y}`));
  const places = ids.map((id) => layout[id] ?? { x: 0, y: 0 });
  let offset = 32;
  while (places.some(({ x, y }) => taken.has(`${x + offset} ${y + offset}`))) offset += 32;
  return offset;
}

/** The longest name of a node. */
const LONGEST_NAME = 120;

/** A name that no node has yet, and that a node may have: "Agent", "Agent 2" … */
export function freeName(graph: Graph, name: string): string {
  const taken = new Set(graph.nodes.map((node) => node.name.toLowerCase()));
  if (!taken.has(name.toLowerCase())) return name;
  const stem = name.replace(/ \d+$/, "");
  let number = 2;
  const numbered = () => {
    const ending = ` ${number}`;
    return cutText(stem, LONGEST_NAME - ending.length) + ending;
  };
  while (taken.has(numbered().toLowerCase())) number += 1;
  return numbered();
}

const snap = (value: number) => Math.round(value / GRID) * GRID;
