import { expect, test } from "vitest";
import type { GraphEdge } from "./edge.ts";
import type { Graph } from "./graph.ts";
import { emptyGraph } from "./graph.ts";
import { newNode } from "./new-node.ts";
import type { GraphNode } from "./node.ts";
import { interfaceOf } from "./workflow-interface.ts";

const form = {
  type: "object" as const,
  properties: { topic: { type: "string" as const } },
  required: ["topic"],
};
const verdict = {
  type: "object" as const,
  properties: { good: { type: "boolean" as const } },
  required: ["good"],
};

function graphOf(template: string, agents: string[]): Graph {
  const nodes: GraphNode[] = [
    { ...newNode("input", "in"), kind: "input", schema: form, samples: [] },
    ...agents.map((id): GraphNode => {
      const node = newNode("agent", id, { name: id });
      return node.kind === "agent" ? { ...node, output: verdict } : node;
    }),
    { ...newNode("output", "out"), kind: "output", template },
  ];
  const edge = (from: string, to: string): GraphEdge => ({
    id: `${from}-${to}`,
    kind: "flow",
    from,
    to,
    context: [],
  });
  return {
    ...emptyGraph(),
    nodes,
    edges: agents.flatMap((id) => [edge("in", id), edge(id, "out")]),
  };
}

test("a workflow's interface is the form of its input and the shape of what its output gives", () => {
  expect(interfaceOf(graphOf("Good: {{ results.a.good }}", ["a"]))).toEqual({
    parameters: form,
    result: { type: "string" },
  });
  expect(interfaceOf(graphOf("", ["a"])).result).toEqual(verdict);
  expect(interfaceOf(graphOf("", ["a", "b"])).result).toEqual({
    type: "object",
    properties: { a: verdict, b: verdict },
  });
  expect(interfaceOf(emptyGraph())).toEqual({
    parameters: { type: "object", properties: {}, required: [] },
    result: {},
  });
});
