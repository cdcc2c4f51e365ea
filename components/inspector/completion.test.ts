import { expect, test } from "vitest";
import { indexGraph } from "@/lib/graph/graph-index.ts";
import { edgeScope, stepScope } from "@/lib/graph/scope.ts";
import { orderException } from "@/lib/graph/templates/order-exception.ts";
import { type CompletionKind, completionsAt, insertionsAt } from "./completion.ts";

const { graph } = orderException();
const index = indexGraph(graph);
const edge = graph.edges.find(({ id }) => id === "desk-decision");
if (!edge) throw new Error("the template has the edge");
const scope = edgeScope(index, edge);
const at = (source: string, kind: CompletionKind, from = scope) =>
  completionsAt(source, source.length, from, kind)?.groups.flatMap(({ options }) => options) ?? [];
const offered = (source: string, kind: CompletionKind = "expression", from = scope) =>
  at(source, kind, from).map(({ text }) => text);

test("at the beginning stand all paths in reach: what comes in, and the results with their fields", () => {
  const all = offered("");
  expect(all.slice(0, 3)).toEqual(["input", "input.orderId", "input.note"]);
  expect(all).toEqual(
    expect.arrayContaining(["context", "results.data_retrieval", "results.data_retrieval.order"]),
  );
  expect(offered("in")).toEqual(["input", "input.orderId", "input.note"]);
});

test("a piece of any name finds the path that has it", () => {
  expect(offered("ord")).toEqual(expect.arrayContaining(["input.orderId", "results.data_retrieval.order"]));
  expect(offered("size(ord")).toContain("input.orderId");
});

test("any word of a name finds it, a letter in the middle of a word doesn't", () => {
  expect(offered("retrieval")).toContain("results.data_retrieval");
  expect(offered("data_ret")).toContain("results.data_retrieval");
  expect(offered("id")).toContain("input.orderId");
  expect(offered("ote")).not.toContain("input.note");
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
  const output = stepScope(index, "output");
  expect(offered("Dear in", "template", output)).toEqual([]);
  expect(offered("Dear {{ in", "template", output)).toContain("input.orderId");
  expect(offered("Dear {{ input.orderId }} in", "template", output)).toEqual([]);
});

test("nothing is offered inside a text", () => {
  expect(offered('input.note == "in')).toEqual([]);
});

test("what is taken replaces the piece that was typed", () => {
  expect(completionsAt("1 + input.or", 12, scope, "expression")?.start).toBe(10);
});

test("what is taken closes the braces, where they are not closed already", () => {
  const output = stepScope(index, "output");
  const around = (source: string, caret: number) => {
    const found = completionsAt(source, caret, output, "template");
    return found && [found.before, found.after];
  };
  expect(around("Dear {{", 7)).toEqual([" ", " }}"]);
  expect(around("Dear {{ ", 8)).toEqual(["", " }}"]);
  expect(around("Dear {{  }}, hello", 8)).toEqual(["", ""]);
  expect(around("Dear {{ and {{ input.note }}", 8)).toEqual(["", " }}"]);
  expect(around("Dear", 4)).toBeNull();
  expect(insertionsAt(4, output)).toMatchObject({ start: 4, before: "{{ ", after: " }}" });
});

test("a value with fields says that it goes on", () => {
  const deeper = Object.fromEntries(at("", "expression").map((option) => [option.text, option.deeper]));
  expect(deeper).toMatchObject({ input: true, "input.note": false });
});

test("where `context` is the input, its fields are listed once", () => {
  const output = offered("", "expression", stepScope(index, "output"));
  expect(output).toContain("context");
  expect(output).not.toContain("context.orderId");
  expect(offered("context.", "expression", stepScope(index, "output"))).toContain("orderId");
});

test("a long name before the caret is looked through once", () => {
  expect(offered("a".repeat(400_000))).toEqual([]);
  expect(offered(`${"a.".repeat(200_000)} input.`)).toEqual(["orderId", "note"]);
});
