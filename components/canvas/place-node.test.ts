import { expect, test } from "vitest";
import { emptyGraph } from "@/lib/graph/graph.ts";
import { newNode } from "@/lib/graph/new-node.ts";
import { freeName, freeOffset, freePlace, stepAbove } from "./place-node.ts";

test("a new node stands where it is wanted when the place is free", () => {
  expect(freePlace({ a: { x: 0, y: 0 } }, { x: 401, y: 3 })).toEqual({ x: 400, y: 0 });
});

test("a taken place is passed over to the nearest free one", () => {
  const place = freePlace({ a: { x: 0, y: 0 } }, { x: 10, y: 10 });
  expect(Math.abs(place.x) >= 232 || Math.abs(place.y) >= 104).toBe(true);
});

test("what is added after a tool goes on from the step that the tool stands below", () => {
  const nodes = [newNode("input", "in"), newNode("agent", "a"), newNode("tool", "t"), newNode("tool", "u")];
  const layout = { in: { x: 0, y: 0 }, a: { x: 328, y: 0 }, t: { x: 328, y: 192 }, u: { x: 656, y: 192 } };
  const document = { graph: { ...emptyGraph(), nodes }, layout };
  expect(stepAbove(document, "t")).toBe("a");
  expect(stepAbove(document, "u")).toBe("a");
  expect(stepAbove({ ...document, layout: { t: layout.t } }, "t")).toBe("t");
});

test("names are counted up until one is free", () => {
  const graph = {
    ...emptyGraph(),
    nodes: [newNode("agent", "a"), { ...newNode("agent", "b"), name: "agent 2" }],
    edges: [],
  };
  expect(freeName(graph, "Agent")).toBe("Agent 3");
  expect(freeName(graph, "Tool")).toBe("Tool");
});

test("a number added to the longest name does not make it too long", () => {
  const longest = "a".repeat(120);
  const graph = { ...emptyGraph(), nodes: [{ ...newNode("agent", "a"), name: longest }] };
  expect(freeName(graph, longest)).toBe(`${"a".repeat(118)} 2`);
});

test("copies stand beside what they were made of, and beside earlier copies", () => {
  const graph = emptyGraph();
  expect(freeOffset({ graph, layout: { a: { x: 0, y: 0 } } }, ["a"])).toBe(32);
  expect(freeOffset({ graph, layout: { a: { x: 0, y: 0 }, b: { x: 32, y: 32 } } }, ["a"])).toBe(64);
});
