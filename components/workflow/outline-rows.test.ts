import { expect, test } from "vitest";
import { addEdge, edited } from "@/lib/graph/checks/problem-cases.ts";
import type { Graph } from "@/lib/graph/graph.ts";
import { orderException } from "@/lib/graph/templates/order-exception.ts";
import { drawing } from "@/lib/graph/test-drawing.ts";
import { outlineOf } from "./outline-rows.ts";

/** The lines as text: a node by its id, a flow by where it leads, and when it is taken. */
const linesOf = (graph: Graph) =>
  outlineOf(graph).map((row) => {
    const what = row.kind === "node" ? row.node.id : `→ ${row.to.id}`;
    return `${"  ".repeat(row.depth)}${what}${row.kind === "node" ? "" : ` (${row.taken})`}`;
  });

test("the outline follows control, with workers and tools under who calls them", () => {
  expect(linesOf(orderException().graph)).toEqual([
    "input",
    "erp",
    "wms",
    "tms",
    "  → dispatch (if it fails)",
    "dispatch",
    "desk",
    "  retrieval",
    "  decision",
    "    rules",
    "  action",
    "    update",
    "  notification",
    "    mail",
    "output",
  ]);
});

test("nodes that nothing leads to are listed too, each once", () => {
  const { graph } = orderException();
  expect(linesOf({ ...graph, edges: [] })).toEqual(graph.nodes.map((node) => node.id));
});

test("cases, failures and ways back are told below what they come from", () => {
  const graph = drawing(
    "in>write",
    "write>check",
    "write>out!",
    "check>branch",
    "write<branch if results.check != 'ok'",
    "branch>out",
  );
  expect(linesOf(graph)).toEqual([
    "in",
    "write",
    "  → out (if it fails)",
    "check",
    "branch",
    "  → write (back, at most 3 times, if results.check != 'ok')",
    "  → out (else)",
    "out",
  ]);
});

test("a step stands behind all that lead to it, also where a part of them can't be reached", () => {
  expect(linesOf(drawing("in>a", "in>b", "a>join", "b>join", "join>out"))).toEqual([
    "in",
    "a",
    "b",
    "join",
    "out",
  ]);
  expect(linesOf(drawing("in>a", "loose>join", "a>join", "join>out"))).toEqual([
    "in",
    "a",
    "loose",
    "join",
    "out",
  ]);
  expect(linesOf(drawing("in>a", "x>y", "y>x", "x>join", "a>join"))).toEqual(["in", "a", "x", "y", "join"]);
});

test("who is asked for each item stands below, and who takes over behind who hands over", () => {
  const graph = edited(drawing("in>map", "map>a", "c>out", "w>out"), [
    { type: "edge-remove", id: "w-out" },
    addEdge({ id: "i", kind: "item", from: "map", to: "w", context: [] }),
    addEdge({ id: "h", kind: "handoff", from: "a", to: "c", context: [] }),
    addEdge({
      ...{ id: "back", kind: "handoff", from: "c", to: "a", context: [] },
      back: { most: 3, usedUp: "fail" },
    }),
  ]);
  expect(linesOf(graph)).toEqual([
    "in",
    "map",
    "  w",
    "a",
    "  → c (hands over)",
    "c",
    "  → a (hands back, at most 3 times)",
    "out",
  ]);
});
