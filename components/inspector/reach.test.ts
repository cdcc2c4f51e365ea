import { expect, test } from "vitest";
import { emptyGraph } from "@/lib/graph/graph.ts";
import { indexGraph } from "@/lib/graph/graph-index.ts";
import type { ObjectSchema } from "@/lib/graph/json-schema.ts";
import { newNode } from "@/lib/graph/new-node.ts";
import { orderException } from "@/lib/graph/templates/order-exception.ts";
import { reachOfReply, reachOfStep, reachOfTool, reachOnEdge, valueAt } from "./reach.ts";

const index = indexGraph(orderException().graph);
const idOf = (name: string) => {
  const node = index.graph.nodes.find(({ referenceName }) => referenceName === name);
  if (!node) throw new Error(`the template has ${name}`);
  return node.id;
};
const lastRun = {
  input: { orderId: "SO-1", note: "Hurry" },
  received: {},
  results: { [idOf("data_retrieval")]: { order: { id: "SO-1" } } },
};
const edge = index.graph.edges.find(({ id }) => id === "desk-decision");
if (!edge) throw new Error("the template has the edge");

test("what the names mean is told for each place", () => {
  const words = reachOnEdge(index, edge, null).about;
  expect(words.get("input")).toBe("What the run is started with.");
  expect(words.get("context")).toBe("What Order desk received.");
  expect(words.get("results")).toBe("What Order desk was answered by those it asks and by its tools.");
  expect(reachOfStep(index, "output", null).about.get("results")).toBe(
    "What the steps before this one answered.",
  );
});

test("on an empty canvas each name says why there is nothing in it yet", () => {
  const bare = indexGraph({
    ...emptyGraph(),
    nodes: [newNode("output", "o"), { ...newNode("agent", "a"), name: "Writer" }],
  });
  expect([...reachOfStep(bare, "o", null).about.values()]).toEqual([
    "What the run is started with. It has no fields yet: add them at the input.",
    "What comes in here: the same as input.",
    "No step that has a result comes before this one yet.",
  ]);
  expect(reachOfReply(bare, "a", null).about.get("results")).toBe(
    "Writer asks nobody else and has no tools yet.",
  );
  expect(reachOfTool({ type: "object", properties: {}, required: [] }).about.get("parameters")).toBe(
    "What the tool is called with. It has no parameters yet.",
  );
});

test("a tool's parameters are those of its last call", () => {
  const parameters: ObjectSchema = {
    type: "object",
    properties: { orderId: { type: "string" } },
    required: [],
  };
  const reach = reachOfTool(parameters, { orderId: "SO-9" });
  expect(valueAt(reach, ["parameters", "orderId"])).toBe("SO-9");
  expect(valueAt(reachOfTool(parameters), ["parameters", "orderId"])).toBeUndefined();
});

test("values are those of the last run, and none is made up where it has none", () => {
  const reach = reachOnEdge(index, edge, lastRun);
  expect(valueAt(reach, ["input", "note"])).toBe("Hurry");
  expect(valueAt(reach, ["context", "orderId"])).toBe("SO-1");
  expect(valueAt(reach, ["results", "data_retrieval", "order"])).toEqual({ id: "SO-1" });
  expect(valueAt(reach, ["results", "action"])).toBeUndefined();
  expect(valueAt(reach, ["results", "toString"])).toBeUndefined();
  expect(valueAt(reachOnEdge(index, edge, null), ["input", "note"])).toBeUndefined();
});
