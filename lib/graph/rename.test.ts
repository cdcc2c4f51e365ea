import { expect, test } from "vitest";
import { pathsRead } from "./cel.ts";
import type { ContextField, GraphEdge } from "./edge.ts";
import { applyEdits } from "./edit.ts";
import type { Graph } from "./graph.ts";
import { newNode } from "./new-node.ts";
import type { GraphNode } from "./node.ts";
import { renameNode } from "./rename.ts";

const path = (name: string, source: string): ContextField => ({
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

function team(): Graph {
  const named = (kind: GraphNode["kind"], id: string, name: string): GraphNode => ({
    ...newNode(kind, id),
    name,
  });
  const writer = named("agent", "writer", "Writer");
  const out = named("output", "out", "Output");
  if (writer.kind !== "agent" || out.kind !== "output") throw new Error("unexpected kinds");
  return {
    schemaVersion: 1,
    nodes: [
      named("input", "in", "Input"),
      named("supervisor", "boss", "Boss"),
      named("agent", "facts", "Fact finder"),
      { ...writer, simulatedReply: "results.fact_finder + context.fact_finder" },
      named("tool", "tool", "Fact finder"),
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

function renamed(graph: Graph, id: string, name: string): Graph {
  const edited = applyEdits({ graph, layout: {} }, renameNode(graph, id, name));
  if ("problem" in edited) throw new Error(edited.problem);
  return edited.document.graph;
}

test("renaming a worker rewrites what reads its result, and nothing that only looks like it", () => {
  const graph = renamed(team(), "facts", "Data retrieval");
  const out = graph.nodes.find((node) => node.id === "out");
  expect(out?.kind === "output" && out.template).toBe(
    'A {{ results.boss.data_retrieval }} results.fact_finder {{ size(results.boss["data_retrieval"]) }}',
  );
  const edge = graph.edges.find((one) => one.id === "w2");
  expect(edge?.kind === "worker" && edge.context.map(({ fill }) => fill.by === "path" && fill.path)).toEqual([
    "results.data_retrieval",
    'results.fact_finder_2 + "results.fact_finder" + results.?data_retrieval.orValue("")',
    "context.list.map(results, results.fact_finder)",
  ]);
  // The writer's own "Fact finder" is a tool of the same name, which was not renamed.
  const writer = graph.nodes.find((node) => node.id === "writer");
  expect(writer?.kind === "agent" && writer.simulatedReply).toBe("results.fact_finder + context.fact_finder");
});

test("renaming a tool rewrites the simulated reply of the agent that uses it", () => {
  const graph = renamed(team(), "tool", "Lookup 2");
  const writer = graph.nodes.find((node) => node.id === "writer");
  expect(writer?.kind === "agent" && pathsRead(writer.simulatedReply ?? "")).toEqual([
    "results.lookup_2",
    "context.fact_finder",
  ]);
});

test("renaming a supervisor rewrites what reads its workers' results after it", () => {
  const out = renamed(team(), "boss", "Order desk").nodes.find((node) => node.id === "out");
  expect(out?.kind === "output" && pathsRead(out.template.split("{{")[1]?.split("}}")[0] ?? "")).toEqual([
    "results.order_desk.fact_finder",
  ]);
});

test("a name that is called the same changes the name alone", () => {
  expect(renameNode(team(), "facts", "fact FINDER")).toEqual([
    { type: "node-change", id: "facts", path: ["name"], value: "fact FINDER" },
  ]);
});

test("renaming there and back gives the graph back", () => {
  expect(renamed(renamed(team(), "facts", "Other"), "facts", "Fact finder")).toEqual(team());
});
