import { expect, test } from "vitest";
import { orderException } from "@/lib/graph/templates/order-exception.ts";
import { outlineOf } from "./outline-rows.ts";

test("the outline follows control, with workers and tools under who calls them", () => {
  const rows = outlineOf(orderException().graph).map(({ node, depth }) => `${"  ".repeat(depth)}${node.id}`);
  expect(rows).toEqual([
    "input",
    "desk",
    "  retrieval",
    "    erp",
    "    wms",
    "    tms",
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
  const loose = { ...graph, edges: [] };
  expect(outlineOf(loose).map(({ node }) => node.id)).toEqual(graph.nodes.map((node) => node.id));
});
