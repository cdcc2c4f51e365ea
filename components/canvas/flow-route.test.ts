import { Position } from "@xyflow/react";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Graph, Position as Place } from "@/lib/graph/graph.ts";
import { drawing } from "@/lib/graph/test-drawing.ts";
import { route } from "./edge-route.ts";
import { lanesOf, STEP_OUT } from "./flow-route.ts";
import { NODE_HEIGHT, NODE_WIDTH } from "./node-shape.ts";
import { createProjection } from "./projection.ts";

test("a way back runs through no node and through no other way back, wherever the nodes stand", () => {
  const graph = drawing("in>a", "a>b", "b>c", "c>out", "a<c", "b<c", "a<b", "b<b");
  const place = fc.record({ x: fc.integer({ min: 0, max: 900 }), y: fc.integer({ min: 0, max: 500 }) });
  fc.assert(
    fc.property(
      fc.array(place, { minLength: graph.nodes.length, maxLength: graph.nodes.length }),
      (places) => {
        const at = new Map(graph.nodes.map(({ id }, index) => [id, places[index] ?? { x: 0, y: 0 }]));
        const lanes = lanesOf(graph, (id) => at.get(id));
        const spans = [...lanes].map(([id, { y: lane }]) => {
          const edge = graph.edges.find((one) => one.id === id);
          const [from, to] = [at.get(edge?.from ?? "")?.x ?? 0, at.get(edge?.to ?? "")?.x ?? 0];
          const ends = [from + NODE_WIDTH + STEP_OUT, to - STEP_OUT];
          return { lane, left: Math.min(...ends), right: Math.max(...ends) };
        });
        expect(spans).toHaveLength(4);
        for (const [index, { lane, left, right }] of spans.entries()) {
          for (const { x, y } of at.values())
            if (x < right && x + NODE_WIDTH > left) expect(lane < y || lane > y + NODE_HEIGHT).toBe(true);
          for (const other of spans.slice(index + 1))
            if (other.left < right && other.right > left)
              expect(Math.abs(other.lane - lane)).toBeGreaterThan(20);
        }
      },
    ),
  );
});

type Line = { id: string; from: string; to: string; middle: Place; label: Place };

/** The lines of all flows as the canvas draws them. */
function linesOf(graph: Graph, layout: Record<string, Place>): Line[] {
  const none = new Set<string>();
  const { edges } = createProjection()({
    document: { graph, layout },
    ...{ selectedNodes: none, selectedEdges: none, tabbable: null, moving: new Map(), problems: new Map() },
  });
  return edges.map(({ id, source, target, data }) => {
    const [from = { x: 0, y: 0 }, to = { x: 0, y: 0 }] = [layout[source], layout[target]];
    const { path, label } = route({
      data,
      sourceX: from.x + NODE_WIDTH,
      sourceY: from.y + NODE_HEIGHT / 2,
      sourcePosition: Position.Right,
      targetX: to.x,
      targetY: to.y + NODE_HEIGHT / 2,
      targetPosition: Position.Left,
    });
    return { id, from: source, to: target, middle: middleOf(path), label };
  });
}

/** The point half way along a path of straight lines with rounded corners. */
function middleOf(path: string): Place {
  const numbers = [...path.matchAll(/[MLQ]?\s*(-?[\d.]+)[\s,]+(-?[\d.]+)/g)];
  const points = numbers.map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
  const lengths = points.slice(1).map((point, at) => {
    const before = points[at] ?? point;
    return Math.hypot(point.x - before.x, point.y - before.y);
  });
  let left = lengths.reduce((sum, length) => sum + length, 0) / 2;
  for (const [at, length] of lengths.entries()) {
    const [from = { x: 0, y: 0 }, to = { x: 0, y: 0 }] = [points[at], points[at + 1]];
    if (left <= length && length > 0)
      return { x: from.x + ((to.x - from.x) * left) / length, y: from.y + ((to.y - from.y) * left) / length };
    left -= length;
  }
  return points.at(-1) ?? { x: 0, y: 0 };
}

test("no two edges between the same nodes share their middle or the place of their labels, wherever these stand", () => {
  const graph = drawing("in>a", "a>b", "a>b!", "a>b if results.a == ''", "a<b", "b>out", "a>out if 1 == 1");
  const twice = { ...graph, edges: graph.edges.map((edge, at) => ({ ...edge, id: `${edge.id}-${at}` })) };
  const place = fc.record({ x: fc.integer({ min: 0, max: 900 }), y: fc.integer({ min: 0, max: 500 }) });
  fc.assert(
    fc.property(fc.tuple(place, place, place, place), ([atIn, atA, atB, atOut]) => {
      const lines = linesOf(twice, { in: atIn, a: atA, b: atB, out: atOut });
      const between = lines.filter(({ from, to }) => from !== "in" && to !== "out");
      expect(between).toHaveLength(4);
      for (const [at, one] of between.entries())
        for (const other of between.slice(at + 1))
          for (const what of ["middle", "label"] as const) {
            const away = Math.hypot(one[what].x - other[what].x, one[what].y - other[what].y);
            expect(away, `${what} of ${one.id} and ${other.id}`).toBeGreaterThan(5);
          }
    }),
    { numRuns: 1_000 },
  );
});

test("a line down to a node close below turns half way, whatever the last digits of where its ends were measured", () => {
  const asks = { id: "e", kind: "worker", from: "boss", to: "a", context: [] } as const;
  const none = new Set<string>();
  const { edges } = createProjection()({
    document: { graph: { ...drawing("in>boss", "boss>a"), edges: [{ ...asks, context: [] }] }, layout: {} },
    ...{ selectedNodes: none, selectedEdges: none, tabbable: null, moving: new Map(), problems: new Map() },
  });
  for (const drop of [41, 47.99996, 48, 48.00004, 56, 64, 200]) {
    const { path } = route({
      ...{ data: edges[0]?.data, sourceX: 0, sourceY: 0, targetX: 300, targetY: drop },
      ...{ sourcePosition: Position.Bottom, targetPosition: Position.Top },
    });
    const heights = [...path.matchAll(/[\d.]+[ ,]([\d.]+)/g)].map((match) => Number(match[1]));
    expect(heights).toEqual(heights.toSorted((one, other) => one - other));
    expect(heights).toContain(Math.min(32, drop / 2));
  }
});
