import fc from "fast-check";
import { expect, test } from "vitest";
import { drawing } from "@/lib/graph/test-drawing.ts";
import { lanesOf, STEP_OUT } from "./flow-route.ts";
import { NODE_HEIGHT, NODE_WIDTH } from "./node-shape.ts";

test("a way back runs through no node and through no other way back, wherever the nodes stand", () => {
  const graph = drawing("in>a", "a>b", "b>c", "c>out", "a<c", "b<c", "a<b", "b<b");
  const place = fc.record({ x: fc.integer({ min: 0, max: 900 }), y: fc.integer({ min: 0, max: 500 }) });
  fc.assert(
    fc.property(
      fc.array(place, { minLength: graph.nodes.length, maxLength: graph.nodes.length }),
      (places) => {
        const at = new Map(graph.nodes.map(({ id }, index) => [id, places[index] ?? { x: 0, y: 0 }]));
        const lanes = lanesOf(graph, (id) => at.get(id));
        const spans = [...lanes].map(([id, lane]) => {
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
