import { expect, test } from "vitest";
import { applyEdits } from "@/lib/graph/edit.ts";
import type { Graph } from "@/lib/graph/graph.ts";
import { newNode } from "@/lib/graph/new-node.ts";
import { orderException } from "@/lib/graph/templates/order-exception.ts";
import { estimateRun } from "./estimate.ts";

const prices = [
  { pattern: "gpt-5-mini", input: 250, output: 2_000 },
  { pattern: "gpt-5-nano", input: 50, output: 400 },
];
const agents = ["desk", "retrieval", "decision", "action", "notification"];
const judged = { runs: 2, steps: agents.map((step) => ({ step, inputTokens: 1_000, outputTokens: 100 })) };

/** The template with this model for all agents that are named. */
function withModel(model: string, ...ids: string[]): Graph {
  const value = [{ id: "own", connectionId: null, model }];
  const edits = ids.map((id) => ({ type: "node-change" as const, id, path: ["models"], value }));
  const edited = applyEdits(orderException(), edits);
  if ("problem" in edited) throw new Error(edited.problem);
  return edited.document.graph;
}

test("is judged by tokens at the price of the models that are chosen now", () => {
  expect(estimateRun(withModel("gpt-5-mini", ...agents), prices, judged)).toMatchObject({
    costNanos: 5 * (1_000 * 250 + 100 * 2_000),
    models: ["gpt-5-mini"],
    more: false,
  });
  expect(estimateRun(withModel("gpt-5-nano", ...agents), prices, judged)).toMatchObject({
    costNanos: 5 * (1_000 * 50 + 100 * 400),
    models: ["gpt-5-nano"],
  });
});

test("says which model has no price, before any run too", () => {
  const graph = withModel("our-own", "decision");
  for (const known of [judged, null])
    expect(estimateRun(graph, prices, known)).toMatchObject({ costNanos: null, unpriced: ["our-own"] });
});

test("has no cost while an agent has no model, and says when an agent was never asked", () => {
  const modelless = { ...orderException().graph, defaultModel: null };
  expect(estimateRun(modelless, prices, judged)).toMatchObject({
    costNanos: null,
    modelless: true,
  });
  const fewer = { ...judged, steps: judged.steps.slice(1) };
  expect(estimateRun(orderException().graph, prices, fewer)).toMatchObject({ more: true });
});

test("is none where there is nothing to judge by", () => {
  expect(estimateRun(withModel("gpt-5-mini", ...agents), prices, null)).toBeNull();
});

test("says that it goes by the items of earlier runs, and that the inside of a workflow isn't counted", () => {
  const graph = withModel("gpt-5-mini", ...agents);
  const flow = (to: string) => ({
    type: "edge-add" as const,
    edge: { id: `input-${to}`, kind: "flow" as const, from: "input", to, context: [] },
  });
  const added = (kind: "map" | "workflow") => [
    { type: "node-add" as const, node: newNode(kind, kind), position: null },
    flow(kind),
  ];
  const estimateWith = (kind: "map" | "workflow") => {
    const edited = applyEdits({ graph, layout: {} }, added(kind));
    if ("problem" in edited) throw new Error(edited.problem);
    return estimateRun(edited.document.graph, prices, judged);
  };
  expect(estimateRun(graph, prices, judged)).toMatchObject({ perItem: false, more: false });
  expect(estimateWith("map")).toMatchObject({ perItem: true, more: false });
  expect(estimateWith("workflow")).toMatchObject({ perItem: false, more: true });
});
