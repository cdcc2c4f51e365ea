import { expect, test } from "vitest";
import { pathsRead } from "./cel.ts";
import type { ContextField, GraphEdge } from "./edge.ts";
import { applyEdits } from "./edit.ts";
import { emptyGraph, type Graph } from "./graph.ts";
import type { GraphEdit } from "./graph-edit.ts";
import { newNode } from "./new-node.ts";
import type { GraphNode } from "./node.ts";
import { changeReferenceName, renameNode } from "./rename.ts";

const path = (name: string, source: string): ContextField => ({
  id: name,
  name,
  schema: {},
  required: true,
  fill: { by: "path", path: source },
});
const worker = (id: string, to: string, context: ContextField[]): GraphEdge => ({
  id,
  kind: "worker",
  from: "boss",
  to,
  context,
});
const named = (kind: GraphNode["kind"], id: string, name: string) => newNode(kind, id, { name });

function team(): Graph {
  const writer = named("agent", "writer", "Writer");
  const out = named("output", "out", "Output");
  if (writer.kind !== "agent" || out.kind !== "output") throw new Error("unexpected kinds");
  return {
    ...emptyGraph(),
    nodes: [
      named("input", "in", "Input"),
      named("supervisor", "boss", "Boss"),
      named("agent", "facts", "Fact finder"),
      { ...writer, simulatedReply: "results.lookup + context.fact_finder" },
      named("tool", "tool", "Lookup"),
      {
        ...out,
        template:
          'A {{ results.boss.fact_finder }} results.fact_finder {{ size(results.boss["fact_finder"]) }}',
      },
    ],
    edges: [
      { id: "f1", kind: "flow", from: "in", to: "boss", context: [] },
      { id: "f2", kind: "flow", from: "boss", to: "out", context: [] },
      worker("w1", "facts", [path("q", "input.fact_finder")]),
      worker("w2", "writer", [
        path("a", "results.fact_finder"),
        path("b", 'results.fact_finder_2 + "results.fact_finder" + results.?fact_finder.orValue("")'),
        path("c", "context.list.map(results, results.fact_finder)"),
      ]),
      { id: "t1", kind: "tool", from: "writer", to: "tool", fills: [] },
    ],
  };
}

function after(graph: Graph, edits: GraphEdit[]): Graph {
  const edited = applyEdits({ graph, layout: {} }, edits);
  if ("problem" in edited) throw new Error(edited.problem);
  return edited.document.graph;
}
const renamed = (graph: Graph, id: string, name: string) => after(graph, renameNode(graph, id, name));
const called = (graph: Graph, id: string, name: string) => after(graph, changeReferenceName(graph, id, name));
const nodeOf = (graph: Graph, id: string) => graph.nodes.find((node) => node.id === id);

test("another name changes nothing that reads the node", () => {
  const graph = renamed(team(), "facts", "Data retrieval");
  expect(nodeOf(graph, "facts")).toMatchObject({ name: "Data retrieval", referenceName: "fact_finder" });
  expect(graph.edges).toEqual(team().edges);
});

test("the name of another node can be taken, and what reads the two stays apart", () => {
  const graph = renamed(team(), "writer", "Fact finder");
  expect(nodeOf(graph, "writer")?.referenceName).toBe("fact_finder_2");
  expect(nodeOf(graph, "facts")?.referenceName).toBe("fact_finder");
  expect(nodeOf(graph, "out")).toEqual(nodeOf(team(), "out"));
});

test("the reference name follows the name while nothing reads the node", () => {
  const graph = renamed(renamed(team(), "writer", "研究者"), "writer", "Größe prüfen");
  expect(nodeOf(graph, "writer")?.referenceName).toBe("grosse_prufen");
});

test("a reference name that a person chose stays", () => {
  const graph = renamed(called(team(), "writer", "prose"), "writer", "Author");
  expect(nodeOf(graph, "writer")).toMatchObject({ name: "Author", referenceName: "prose" });
});

test("another reference name is written into what reads the result, and nothing that only looks like it", () => {
  const graph = called(team(), "facts", "data_retrieval");
  const out = nodeOf(graph, "out");
  expect(out?.kind === "output" && out.template).toBe(
    'A {{ results.boss.data_retrieval }} results.fact_finder {{ size(results.boss["data_retrieval"]) }}',
  );
  const edge = graph.edges.find((one) => one.id === "w2");
  expect(edge?.kind === "worker" && edge.context.map(({ fill }) => fill.by === "path" && fill.path)).toEqual([
    "results.data_retrieval",
    'results.fact_finder_2 + "results.fact_finder" + results.?data_retrieval.orValue("")',
    "context.list.map(results, results.fact_finder)",
  ]);
  // What the writer receives under that name is a field of its context, not a result.
  const writer = nodeOf(graph, "writer");
  expect(writer?.kind === "agent" && writer.simulatedReply).toBe("results.lookup + context.fact_finder");
});

test("a tool's reference name is written into the simulated reply of the agent that uses it", () => {
  const writer = nodeOf(called(team(), "tool", "search_2"), "writer");
  expect(writer?.kind === "agent" && pathsRead(writer.simulatedReply ?? "")).toEqual([
    "results.search_2",
    "context.fact_finder",
  ]);
});

test("what was handed on under the reference name follows too", () => {
  const reader = named("agent", "reader", "Reader");
  if (reader.kind !== "agent") throw new Error("unexpected kind");
  const graph: Graph = {
    ...emptyGraph(),
    nodes: [
      named("input", "in", "Input"),
      named("agent", "facts", "Facts"),
      { ...reader, simulatedReply: "context.facts + context.input.topic" },
    ],
    edges: [
      { id: "f1", kind: "flow", from: "in", to: "facts", context: [] },
      { id: "f2", kind: "flow", from: "facts", to: "reader", context: [] },
    ],
  };
  const now = nodeOf(called(graph, "facts", "found"), "reader");
  expect(now?.kind === "agent" && now.simulatedReply).toBe("context.found + context.input.topic");
});

test("another reference name and the old one again give the graph back", () => {
  expect(called(called(team(), "facts", "other"), "facts", "fact_finder")).toEqual(team());
});
