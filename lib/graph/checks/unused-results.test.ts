import { expect, test } from "vitest";
import type { ContextField } from "../edge.ts";
import { emptyGraph, type Graph } from "../graph.ts";
import type { GraphEdit } from "../graph-edit.ts";
import { newNode } from "../new-node.ts";
import { drawing } from "../test-drawing.ts";
import { validate } from "../validate.ts";
import { edited, flow, set, setEdge } from "./problem-cases.ts";

const topic = { type: "object", properties: { topic: { type: "string" } }, required: ["topic"] };
const field = (name: string, path: string): ContextField => ({
  id: name,
  name,
  schema: {},
  required: true,
  fill: { by: "path", path },
});

/** Input → Research → Write → Output, with nothing filled in. */
function line(more: GraphEdit[] = []): Graph {
  const nodes = [
    newNode("input", "in"),
    newNode("agent", "research", { name: "Research" }),
    newNode("agent", "write", { name: "Write" }),
    newNode("output", "out"),
  ];
  return edited(emptyGraph(), [
    ...nodes.map((node): GraphEdit => ({ type: "node-add", node, position: null })),
    set("in", ["schema"], topic),
    flow("f1", "in", "research"),
    flow("f2", "research", "write"),
    flow("f3", "write", "out"),
    ...more,
  ]);
}
const unused = (graph: Graph) => validate(graph).filter(({ code }) => code === "result-unused");

test("a line of agents with nothing filled in uses every result", () => {
  expect(unused(line())).toEqual([]);
});

test.each<[string, GraphEdit[], string[]]>([
  ["the output shows something else", [set("out", ["template"], "{{ input.topic }}")], ["write"]],
  [
    "the next step receives something else",
    [setEdge("f2", ["context"], [field("t", "input.topic")])],
    ["research"],
  ],
  [
    "it only looks as if it were read",
    [set("out", ["template"], '{{ "results.write" + results.research }}')],
    ["write"],
  ],
])("a result goes nowhere when %s, and a press mends it", (_when, edits, nodes) => {
  const issues = unused(line(edits));
  expect(issues.map(({ nodeId }) => nodeId)).toEqual(nodes);
  const mended = edited(
    line(edits),
    issues.flatMap(({ fix }) => fix?.edits ?? []),
  );
  expect(unused(mended)).toEqual([]);
});

test("a result that is read by a later step than the next is used", () => {
  const graph = line([
    setEdge("f2", ["context"], [field("t", "input.topic")]),
    set("out", ["template"], "{{ results.write }} {{ results.research }}"),
  ]);
  expect(unused(graph)).toEqual([]);
});

test.each<[string, string[], string[]]>([
  ["a branch hands it on to an agent", ["in>a", "a>branch", "branch>b if true", "branch>out", "b>out"], []],
  [
    "a condition reads it",
    ["in>a", "a>branch", "branch>tool if results.a != ''", "branch>tool2", "tool>out"],
    [],
  ],
  ["a branch leads to nothing that takes it", ["in>a", "a>branch", "branch>tool if true", "tool>out"], ["a"]],
  ["a loop's rounds are read", ["in>a", "a>tool", "a<a if size(rounds.a) < 2", "tool>out"], []],
  ["a way back hands it on", ["in>a", "a>b", "b>tool", "a<b if true", "tool>out"], []],
])("with %s", (_what, flows, nodes) => {
  const found = validate(drawing(...flows)).filter(
    ({ code, nodeId }) => code === "result-unused" && !nodeId?.startsWith("tool"),
  );
  expect(found.map(({ nodeId }) => nodeId)).toEqual(nodes);
});
