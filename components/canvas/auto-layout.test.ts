import { expect, test } from "vitest";
import { addEdge, edited } from "@/lib/graph/checks/problem-cases.ts";
import type { EdgeKind, GraphEdge } from "@/lib/graph/edge.ts";
import { emptyGraph, type Graph, type Layout } from "@/lib/graph/graph.ts";
import { newNode } from "@/lib/graph/new-node.ts";
import type { NodeKind } from "@/lib/graph/node.ts";
import { orderException } from "@/lib/graph/templates/order-exception.ts";
import { drawing } from "@/lib/graph/test-drawing.ts";
import { autoLayout } from "./auto-layout.ts";
import { NODE_HEIGHT, NODE_WIDTH } from "./node-shape.ts";

function graphOf(nodes: Record<string, NodeKind>, edges: [string, EdgeKind, string][]): Graph {
  return {
    ...emptyGraph(),
    nodes: Object.entries(nodes).map(([id, kind]) => newNode(kind, id)),
    edges: edges.map(([from, kind, to], index): GraphEdge => {
      const ends = { id: `e${index}`, from, to };
      return kind === "tool" ? { ...ends, kind, fills: [] } : { ...ends, kind, context: [] };
    }),
  };
}

function overlaps(layout: Layout): [string, string][] {
  const all = Object.entries(layout);
  return all.flatMap(([one, a], index) =>
    all
      .slice(index + 1)
      .filter(([, b]) => Math.abs(a.x - b.x) < NODE_WIDTH && Math.abs(a.y - b.y) < NODE_HEIGHT)
      .map(([other]): [string, string] => [one, other]),
  );
}

test("control goes from left to right in one line, workers and tools stand below", () => {
  const graph = graphOf({ in: "input", boss: "supervisor", out: "output", w: "agent", t: "tool" }, [
    ["in", "flow", "boss"],
    ["boss", "flow", "out"],
    ["boss", "worker", "w"],
    ["w", "tool", "t"],
  ]);
  const { in: first, boss, out, w, t } = autoLayout(graph, {});
  expect(first?.y).toBe(boss?.y);
  expect(boss?.y).toBe(out?.y);
  expect(first?.x).toBeLessThan(boss?.x ?? 0);
  expect(boss?.x).toBeLessThan(out?.x ?? 0);
  expect(w?.y).toBeGreaterThan(boss?.y ?? 0);
  expect(t?.y).toBeGreaterThan(w?.y ?? 0);
});

test("no two nodes of the template lie on each other", () => {
  const { graph, layout } = orderException();
  expect(overlaps(autoLayout(graph, layout))).toEqual([]);
});

test("arranging what is arranged moves nothing", () => {
  const { graph, layout } = orderException();
  const once = autoLayout(graph, layout);
  expect(autoLayout(graph, once)).toEqual(once);
});

test("many tools stand in two rows, and stay so", () => {
  const tools = ["a", "b", "c", "d", "e"];
  const graph = graphOf(
    { boss: "agent", ...Object.fromEntries(tools.map((id) => [id, "tool" as const])) },
    tools.map((id) => ["boss", "tool", id]),
  );
  const once = autoLayout(graph, {});
  expect(new Set(tools.map((id) => once[id]?.y)).size).toBe(2);
  expect(overlaps(once)).toEqual([]);
  expect(autoLayout(graph, once)).toEqual(once);
});

test("nodes that call each other in a circle are placed all the same", () => {
  const graph = graphOf({ a: "supervisor", b: "supervisor" }, [
    ["a", "worker", "b"],
    ["b", "worker", "a"],
  ]);
  const layout = autoLayout(graph, {});
  expect(Object.keys(layout).sort()).toEqual(["a", "b"]);
  expect(overlaps(layout)).toEqual([]);
});

test("notes stay where they are", () => {
  const graph = graphOf({ in: "input", note: "note" }, []);
  expect(autoLayout(graph, { note: { x: 501, y: 77 } }).note).toEqual({ x: 501, y: 77 });
});

test("the cases of a branch stand in their order from top to bottom", () => {
  const cases = ["a", "b", "c", "d"].map((to) => `branch>${to} if input.text == '${to}'`);
  const layout = autoLayout(drawing("in>branch", ...cases, "branch>e"), {});
  const heights = ["a", "b", "c", "d", "e"].map((id) => layout[id]?.y ?? 0);
  expect(heights).toEqual(heights.toSorted((one, other) => one - other));
});

test("a way back moves nothing, and steps stand as far apart as what is said on the line between them", () => {
  const flows = ["in>a", "a>branch", "branch>b if input.text == 'a longer condition'", "branch>out", "b>out"];
  const layout = autoLayout(drawing(...flows), {});
  expect(autoLayout(drawing(...flows, "a<branch if false"), {})).toEqual(layout);
  expect((layout.b?.x ?? 0) - (layout.branch?.x ?? 0) - NODE_WIDTH).toBeGreaterThan(240);
  expect((layout.branch?.x ?? 0) - (layout.a?.x ?? 0) - NODE_WIDTH).toBeLessThan(100);
});

test("whom a map asks stands below it, and who takes over to the right with room for what is said between them", () => {
  const graph = edited(drawing("in>map", "map>a", "c>out", "w>out"), [
    { type: "edge-remove", id: "w-out" },
    addEdge({ id: "i", kind: "item", from: "map", to: "w", context: [] }),
    addEdge({ id: "h", kind: "handoff", from: "a", to: "c", context: [] }),
  ]);
  const layout = autoLayout(graph, {});
  expect(layout.w?.x).toBe(layout.map?.x);
  expect(layout.w?.y ?? 0).toBeGreaterThan(layout.map?.y ?? 0);
  expect((layout.c?.x ?? 0) - (layout.a?.x ?? 0) - NODE_WIDTH).toBeGreaterThan(140);
  expect(overlaps(layout)).toEqual([]);
});
