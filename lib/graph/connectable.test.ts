import { expect, test } from "vitest";
import { connectable, edgeMisfit } from "./connectable.ts";
import { GraphNode } from "./node.ts";

test.each([
  ["input", "supervisor", ["flow"]],
  ["supervisor", "agent", ["worker", "flow"]],
  ["supervisor", "supervisor", ["worker", "flow"]],
  ["agent", "tool", ["tool", "flow"]],
  ["tool", "output", ["flow"]],
  ["supervisor", "tool", ["flow"]],
] as const)("from %s to %s go %j", (from, to, kinds) => {
  expect(connectable(from, to)).toEqual({ kinds, why: null });
});

test.each([
  ["output", "agent", "Nothing comes after the output."],
  ["agent", "input", "Nothing leads to the input."],
  ["note", "agent", "Notes are for people"],
  ["unknown", "agent", "unknown kind"],
] as const)("from %s nothing goes to %s, with the reason", (from, to, why) => {
  expect(connectable(from, to)).toEqual({ kinds: [], why: expect.stringContaining(why) });
});

test("for every pair of kinds there is either an edge or a reason", () => {
  const kinds = GraphNode.options.map((option) => option.shape.kind.value);
  for (const from of kinds)
    for (const to of kinds) {
      const { kinds: edges, why } = connectable(from, to);
      expect(edges.length > 0).toBe(why === null);
      for (const edge of edges) expect(edgeMisfit(edge, from, to)).toBeNull();
    }
});
