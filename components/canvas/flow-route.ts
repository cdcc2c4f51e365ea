import { type GraphEdge, isWayBack } from "@/lib/graph/edge.ts";
import type { Graph, Layout } from "@/lib/graph/graph.ts";
import { NODE_WIDTH, nodeHeight } from "./node-shape.ts";

type Point = { x: number; y: number };
/** A line's own height, and how much later it turns off to it than others from the same node. px */
export type Lane = { y: number; shift: number };
type Box = { left: number; right: number; top: number; bottom: number };

/** How far a way back keeps from what it passes, and how far apart two of them run, px. */
const CLEARANCE = 30;
/** How far a line goes straight on before it turns, px. */
export const STEP_OUT = 26;
const RADIUS = 12;
/** How far apart lines with the same ends turn, px; and the room there has to be for several to go straight to the right. */
const TURN_STEP = 8;
const MOST_SHIFT = 20;
const LEAST_ROOM = 60;

/** Distance of two labels that stand below each other, and of two flows between the same nodes, px. */
export const LABEL_STEP = 24;
/** The labels' type, px, how wide a character of it is, what stands on each side, and the most characters. */
export const LABEL_SIZE = 11;
export const CHARACTER = 0.6;
export const LABEL_PADDING = 6;
export const LONGEST_LABEL = 36;
export const LONGEST_BACK_LABEL = 56;

/** How wide the label of a flow is where it has all the room it wants, px. */
export const labelWidth = (words: string): number =>
  Math.min(LONGEST_LABEL, words.length) * LABEL_SIZE * CHARACTER + 2 * LABEL_PADDING;

const twins = new WeakMap<readonly GraphEdge[], ReadonlySet<string>>();

/** The flows that lead from the same node to the same as another, ways back left out; found once for a list of edges. */
export function twinsIn(edges: readonly GraphEdge[]): ReadonlySet<string> {
  const known = twins.get(edges);
  if (known) return known;
  const forward = edges.filter((edge) => edge.kind === "flow" && edge.back === undefined);
  const groups = Map.groupBy(forward, ({ from, to }) => JSON.stringify([from, to]));
  const made = new Set(
    [...groups.values()].flatMap((group) => (group.length > 1 ? group : [])).map(({ id }) => id),
  );
  twins.set(edges, made);
  return made;
}

/**
 * The heights at which ways back run over or under the nodes between their ends, each through none of them and through
 * no other way back; by id of the edge. The shorter are nearer to the nodes. Flows with the same ends have such heights too
 * where their target does not stand to the right.
 */
export function lanesOf(
  graph: Graph,
  positions: (id: string) => Point | undefined,
): ReadonlyMap<string, Lane> {
  const beside = twinsIn(graph.edges);
  const back = graph.edges.filter((edge) => isWayBack(edge) || beside.has(edge.id));
  if (back.length === 0) return new Map();
  const boxes = new Map<string, Box>();
  for (const { id, kind } of graph.nodes) {
    const at = positions(id);
    if (at)
      boxes.set(id, { left: at.x, right: at.x + NODE_WIDTH, top: at.y, bottom: at.y + nodeHeight(kind) });
  }
  const spans = back.flatMap(({ id, from, to }) => {
    const [source, target] = [boxes.get(from), boxes.get(to)];
    if (!source || !target) return [];
    const ends = [source.right + STEP_OUT, target.left - STEP_OUT] as const;
    if (beside.has(id) && ends[0] + LEAST_ROOM < ends[1]) return [];
    return [
      {
        id,
        source,
        target,
        pair: [from, to].toSorted().join(),
        left: Math.min(...ends),
        right: Math.max(...ends),
      },
    ];
  });
  const passed: Box[] = [...boxes.values()];
  const lanes = new Map<string, Lane>();
  const ofPair = new Map<string, number>();
  for (const { id, source, target, pair, left, right } of spans.toSorted(
    (a, b) => a.right - a.left - (b.right - b.left),
  )) {
    const between = passed.filter((box) => box.left < right && box.right > left);
    const above = freeLane(between, Math.min(source.top, target.top) - CLEARANCE, -1);
    const below = freeLane(between, Math.max(source.bottom, target.bottom) + CLEARANCE, 1);
    const middle = (source.top + source.bottom + target.top + target.bottom) / 4;
    const lane = middle - above <= below - middle ? above : below;
    const nth = ofPair.get(pair) ?? 0;
    ofPair.set(pair, nth + 1);
    lanes.set(id, { y: lane, shift: Math.min(MOST_SHIFT, nth * TURN_STEP) });
    passed.push({ left: left - 1, right: right + 1, top: lane, bottom: lane });
  }
  return lanes;
}

/** The first height from `start` upwards (-1) or downwards (1) that keeps clear of all boxes. */
function freeLane(boxes: readonly Box[], start: number, way: -1 | 1): number {
  let lane = start;
  const inOrder = boxes.toSorted((a, b) => (way === -1 ? b.bottom - a.bottom : a.top - b.top));
  for (const box of inOrder)
    if (lane > box.top - CLEARANCE && lane < box.bottom + CLEARANCE)
      lane = way === -1 ? box.top - CLEARANCE : box.bottom + CLEARANCE;
  return lane;
}

/** A line with a height of its own: out to the right, along its lane, and into the target from the left. */
export function lanePath(source: Point, target: Point, lane: Lane): string {
  const [from, to] = turnsOf(source, target, lane);
  return rounded([
    source,
    { x: from, y: source.y },
    { x: from, y: lane.y },
    { x: to, y: lane.y },
    { x: to, y: target.y },
    target,
  ]);
}

/** The middle of a lane, and how long it is. */
export function laneMiddle(source: Point, target: Point, lane: Lane): Point & { room: number } {
  const [from, to] = turnsOf(source, target, lane);
  return { x: (from + to) / 2, y: lane.y, room: Math.abs(from - to) };
}

const turnsOf = (source: Point, target: Point, { shift }: Lane) =>
  [source.x + STEP_OUT + shift, target.x - STEP_OUT - Math.max(0, shift)] as const;

/**
 * The lane of a flow that others with the same ends run beside: at the height of the target, `slot` lines below it. The one
 * that goes furthest up or down turns first, so that they don't cross.
 */
export function laneBeside(source: Point, target: Point, slot: number): Lane {
  const turn = -Math.sign(target.y - source.y) * slot * TURN_STEP;
  return { y: target.y + slot * LABEL_STEP, shift: Math.max(-MOST_SHIFT, Math.min(MOST_SHIFT, turn)) };
}

/** A line through points with rounded corners. */
function rounded(points: readonly Point[]): string {
  return points
    .map((point, at) => {
      const [before, after] = [points[at - 1], points[at + 1]];
      if (!before) return `M ${point.x} ${point.y}`;
      if (!after) return `L ${point.x} ${point.y}`;
      const [start, end] = [towards(point, before), towards(point, after)];
      return `L ${start.x} ${start.y} Q ${point.x} ${point.y} ${end.x} ${end.y}`;
    })
    .join(" ");
}

/** A point on the way from one to another, as far as a corner is round. */
function towards(from: Point, to: Point): Point {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  if (distance === 0) return from;
  const by = Math.min(RADIUS, distance / 2) / distance;
  return { x: from.x + (to.x - from.x) * by, y: from.y + (to.y - from.y) * by };
}

/** Positions of a layout, while some nodes are dragged to others. */
export function positionsIn(
  layout: Layout,
  moving: ReadonlyMap<string, Point>,
): (id: string) => Point | undefined {
  return (id) => moving.get(id) ?? (Object.hasOwn(layout, id) ? layout[id] : undefined);
}
