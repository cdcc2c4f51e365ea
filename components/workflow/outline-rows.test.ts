import { expect, test } from "vitest";
import { addEdge, edited } from "@/lib/graph/checks/problem-cases.ts";
import type { Graph } from "@/lib/graph/graph.ts";
import { orderException } from "@/lib/graph/templates/order-exception.ts";
import { drawing } from "@/lib/graph/test-drawing.ts";
import { outlineOf } from "./outline-rows.ts";

/** The lines as text: a node by its id, a flow by where it leads, and when it is taken. */
const linesOf = (graph: Graph, troubled: string[] = []) =>
  outlineOf(graph, new Set(troubled)).map((row) => {
    const what = row.kind === "node" ? row.node.id : `→ ${row.to.id}`;
    return `${"  ".repeat(row.depth)}${what}${row.kind === "node" ? "" : ` (${row.short})`}`;
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

test("any edge with a problem has a line", () => {
  const lines = linesOf(orderException().graph, ["erp-desk", "desk-retrieval", "decision-rules"]);
  expect(lines.filter((line) => line.includes("→"))).toEqual([
    "  → desk (then)",
    "  → dispatch (if it fails)",
    "  → retrieval (asks)",
    "    → rules (can use)",
  ]);
});

test("conditions that begin alike are told by what tells them apart", () => {
  const graph = drawing(
    "in>branch",
    "branch>a if results.triage.category == 'refund'",
    "branch>b if results.triage.category == 'return'",
    "branch>c",
  );
  expect(linesOf(graph).filter((line) => line.includes("→"))).toEqual([
    "  → a (if …'refund')",
    "  → b (if …'return')",
    "  → c (else)",
  ]);
  const short = drawing("in>branch", "branch>a if input.a", "branch>b if input.b");
  expect(linesOf(short).filter((line) => line.includes("→"))).toEqual([
    "  → a (if input.a)",
    "  → b (if input.b)",
  ]);
  const same = drawing("in>branch", "branch>a if results.triage.ok", "branch>b if results.triage.ok");
  expect(linesOf(same).filter((line) => line.includes("→"))).toEqual([
    "  → a (if results.triage.ok)",
    "  → b (if results.triage.ok)",
  ]);
  const part = drawing(
    "in>branch",
    "branch>a if results.triage.ok",
    "branch>b if results.triage.ok && input.b",
  );
  expect(linesOf(part).filter((line) => line.includes("→"))).toEqual([
    "  → a (if …ok)",
    "  → b (if …ok && input.b)",
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
