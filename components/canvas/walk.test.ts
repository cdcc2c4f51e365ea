import { expect, test } from "vitest";
import { orderException } from "@/lib/graph/templates/order-exception.ts";
import { nextNode } from "./walk.ts";

const { graph, layout } = orderException();

test.each([
  ["input", "right", "erp"],
  ["tms", "right", "dispatch"],
  ["wms", "up", "tms"],
  ["desk", "right", "output"],
  ["output", "left", "desk"],
  ["desk", "down", "decision"],
  ["rules", "up", "decision"],
  ["decision", "right", "action"],
] as const)("from %s the %s arrow leads to %s", (from, direction, to) => {
  expect(nextNode(graph, layout, from, direction)).toBe(to);
});

test("at the border the arrow leads nowhere", () => {
  expect(nextNode(graph, layout, "mail", "right")).toBeNull();
});
