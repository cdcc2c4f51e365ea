import { expect, test } from "vitest";
import { edgeMisfit } from "@/lib/graph/connectable.ts";
import { GraphEdge } from "@/lib/graph/edge.ts";
import { GraphNode } from "@/lib/graph/node.ts";
import { NODE_HEIGHT, portPoint, portsOf } from "./node-shape.ts";

const nodeKinds = GraphNode.options.map((option) => option.shape.kind.value);
const edgeKinds = GraphEdge.options.map((option) => option.shape.kind.value);

test("every edge that may be drawn has a port at both of its ends, and every port an edge", () => {
  const used = new Set<string>();
  for (const kind of edgeKinds)
    for (const from of nodeKinds)
      for (const to of nodeKinds) {
        if (edgeMisfit(kind, from, to) !== null) continue;
        const ids = { from: portsOf[from].map(({ id }) => id), to: portsOf[to].map(({ id }) => id) };
        expect(ids.from, `${from} ${kind}`).toContain(`${kind}-from`);
        expect(ids.to, `${to} ${kind}`).toContain(`${kind}-to`);
        used.add(`${from} ${kind}-from`).add(`${to} ${kind}-to`);
      }
  for (const kind of nodeKinds)
    for (const { id } of portsOf[kind]) expect(used, `${kind} ${id}`).toContain(`${kind} ${id}`);
});

test("ports stand so far apart that each is hit on its own", () => {
  // A port is 10 px wide and is hit 8 px around it.
  for (const kind of nodeKinds) {
    const places = portsOf[kind].map((port) => ({ ...portPoint(port, NODE_HEIGHT), id: port.id }));
    for (const [at, one] of places.entries())
      for (const other of places.slice(at + 1))
        expect(
          Math.hypot(one.x - other.x, one.y - other.y),
          `${kind}: ${one.id}, ${other.id}`,
        ).toBeGreaterThan(26);
  }
});
