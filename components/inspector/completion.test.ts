import { expect, test } from "vitest";
import { indexGraph } from "@/lib/graph/graph-index.ts";
import { edgeScope, outputScope } from "@/lib/graph/scope.ts";
import { orderException } from "@/lib/graph/templates/order-exception.ts";
import { completionsAt } from "./completion.ts";

const { graph } = orderException();
const index = indexGraph(graph);
const edge = graph.edges.find(({ id }) => id === "desk-decision");
if (!edge) throw new Error("the template has the edge");
const scope = edgeScope(index, edge);
const offered = (source: string, kind: "expression" | "template" = "expression", from = scope) =>
  completionsAt(source, source.length, from, kind).options.map(({ text }) => text);

test("names begin with what is in reach", () => {
  expect(offered("")).toEqual(["input", "context", "results"]);
  expect(offered("in")).toEqual(["input"]);
});

test("after a dot come the fields of what stands before it", () => {
  expect(offered("input.")).toEqual(["orderId", "note"]);
  expect(offered("size(input.n")).toEqual(["note"]);
});

test("results are offered where they can be there by then, and not the receiver's own", () => {
  expect(offered("results.")).toContain("data_retrieval");
  expect(offered("results.")).not.toContain("decision");
  expect(offered("results.data_retrieval.o")).toEqual(["order"]);
});

test("in a template only inside the braces", () => {
  const output = outputScope(index, "output");
  expect(offered("Dear in", "template", output)).toEqual([]);
  expect(offered("Dear {{ in", "template", output)).toEqual(["input"]);
  expect(offered("Dear {{ input.orderId }} in", "template", output)).toEqual([]);
});

test("nothing is offered inside a text", () => {
  expect(offered('input.note == "in')).toEqual([]);
});

test("what is taken replaces the piece that was typed", () => {
  expect(completionsAt("1 + input.or", 12, scope, "expression").start).toBe(10);
});

test("a long name before the caret is looked through once", () => {
  expect(offered("a".repeat(400_000))).toEqual([]);
  expect(offered(`${"a.".repeat(200_000)} input.`)).toEqual(["orderId", "note"]);
});
