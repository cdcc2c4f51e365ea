import { expect, test } from "vitest";
import type { ContextField, Fill, GraphEdge } from "../graph/edge.ts";
import { emptyGraph } from "../graph/graph.ts";
import { indexGraph } from "../graph/graph-index.ts";
import { newNode } from "../graph/new-node.ts";
import type { GraphNode } from "../graph/node.ts";
import { compile } from "./compile.ts";
import { mainOf } from "./plan-index.ts";
import { samplesByNode } from "./samples.ts";

const text = { type: "string" as const };
const model: Fill = { by: "model" };
const field = (name: string, fill: Fill = model): ContextField => ({
  id: name,
  name,
  schema: text,
  required: true,
  fill,
});
const named = (kind: "agent" | "supervisor", id: string): GraphNode => newNode(kind, id, { name: id });
const tool = (id: string, ...names: string[]): GraphNode => ({
  ...newNode("tool", id, { name: id }),
  kind: "tool",
  tool: {
    type: "sql",
    connectionId: "db",
    mode: "author",
    statement: "select 1",
    maxRows: 1,
    timeoutMs: 1_000,
  },
  parameters: {
    type: "object",
    properties: Object.fromEntries(names.map((name) => [name, text])),
    required: names,
  },
});
const asks = (from: string, to: string, ...context: ContextField[]): GraphEdge => ({
  id: `${from}-${to}`,
  kind: "worker",
  from,
  to,
  context,
});
const uses = (from: string, to: string, fills: { name: string; fill: Fill }[] = []): GraphEdge => ({
  id: `${from}-${to}`,
  kind: "tool",
  from,
  to,
  fills,
});
const samplesIn = (nodes: GraphNode[], edges: GraphEdge[]) => {
  const graph = { ...emptyGraph(), nodes, edges };
  const samplesOf = samplesByNode(indexGraph(graph), new Map([[graph, { sql: { orderId: ["SO-1"] } }]]));
  return Object.fromEntries(nodes.map((node) => [node.id, Object.fromEntries(samplesOf(node))]));
};

test("a tool's values go to whoever writes the field that becomes the parameter, under the name it has there", () => {
  const nodes = [
    named("supervisor", "lead"),
    named("supervisor", "desk"),
    named("agent", "clerk"),
    tool("sql", "orderId"),
  ];
  const edges = [
    asks("lead", "desk", field("case")),
    asks("desk", "clerk", field("number", { by: "path", path: "context.case" })),
    uses("clerk", "sql", [{ name: "orderId", fill: { by: "path", path: "context.number" } }]),
  ];
  expect(samplesIn(nodes, edges)).toEqual({ lead: { case: ["SO-1"] }, desk: {}, clerk: {}, sql: {} });
});

test("a parameter that a model writes has them, and so has a field of the same name elsewhere", () => {
  const http = tool("http", "order_id", "other");
  const nodes = [named("agent", "clerk"), tool("sql", "orderId"), named("agent", "writer"), http];
  expect(samplesIn(nodes, [uses("clerk", "sql"), uses("writer", "http")])).toMatchObject({
    clerk: { orderId: ["SO-1"] },
    writer: { order_id: ["SO-1"] },
  });
});

test("teams that ask each other come to an end", () => {
  const nodes = [named("supervisor", "a"), named("supervisor", "b"), tool("sql", "orderId")];
  const edges = [asks("a", "b", field("x")), asks("b", "a", field("x")), uses("b", "sql")];
  expect(samplesIn(nodes, edges)).toMatchObject({ b: { orderId: ["SO-1"] } });
});

test("a plan of a simulated run needs no models, and holds the samples; one of a real run needs them", () => {
  const graph = {
    ...emptyGraph(),
    nodes: [
      newNode("input", "in"),
      { ...named("agent", "clerk"), description: "Finds orders", instructions: "Find it." } as GraphNode,
      { ...tool("sql", "orderId"), description: "Orders" } as GraphNode,
      { ...newNode("output", "out"), template: "{{ results.clerk }}" } as GraphNode,
    ],
    edges: [
      { id: "f1", kind: "flow", from: "in", to: "clerk", context: [] },
      { id: "f2", kind: "flow", from: "clerk", to: "out", context: [] },
      uses("clerk", "sql"),
    ] as GraphEdge[],
  };
  const real = compile(graph);
  expect(!real.ok && real.issues.map(({ code }) => code)).toContain("no-model");
  const simulated = compile(graph, undefined, {
    mode: "simulated",
    samples: new Map([[graph, { sql: { orderId: ["SO-1"] } }]]),
  });
  const clerk = simulated.ok ? mainOf(simulated.plan).steps.find(({ id }) => id === "clerk") : null;
  expect(clerk).toMatchObject({
    models: [{ connectionId: null, model: "simulated", price: null }],
    samples: { orderId: ["SO-1"] },
  });
});

test("an agent that asks for a workflow gets what the workflow's own tools have, by name", () => {
  const lookUp: GraphNode = {
    ...newNode("workflow", "look-up"),
    kind: "workflow",
    workflow: null,
    result: {},
    parameters: { type: "object", properties: { orderId: text, why: text }, required: ["orderId"] },
  };
  const graph = {
    ...emptyGraph(),
    nodes: [named("agent", "clerk"), lookUp],
    edges: [uses("clerk", "look-up")],
  };
  const used = { ...emptyGraph(), nodes: [tool("sql", "order_id")] };
  const samplesOf = samplesByNode(indexGraph(graph), new Map([[used, { sql: { order_id: ["SO-7"] } }]]));
  expect(Object.fromEntries(samplesOf(named("agent", "clerk")))).toEqual({ orderId: ["SO-7"] });
});
