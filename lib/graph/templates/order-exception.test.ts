import { expect, test } from "vitest";
import { applyEdits } from "../edit.ts";
import { WorkflowDocument } from "../graph.ts";
import { renameNode } from "../rename.ts";
import { validate } from "../validate.ts";
import { orderException } from "./order-exception.ts";
import { demoConnections } from "./order-tools.ts";

const known = {
  connections: Object.values(demoConnections).map((id) => ({ id, kind: "sqlite", name: id, offline: false })),
};

test("the template is a document without a problem", () => {
  const document = orderException();
  expect(WorkflowDocument.parse(document)).toEqual(document);
  expect(validate(document.graph, known)).toEqual([]);
  expect(Object.keys(document.layout).toSorted()).toEqual(
    document.graph.nodes.map(({ id }) => id).toSorted(),
  );
});

test("each call gives a document of its own", () => {
  const first = orderException();
  first.graph.nodes.length = 0;
  expect(orderException().graph.nodes).toHaveLength(14);
});

test.each(orderException().graph.nodes.map(({ id, name }) => [name, id]))(
  "renaming “%s” keeps the template without a problem",
  (_name, id) => {
    const document = orderException();
    const edited = applyEdits(document, renameNode(document.graph, id, "Something else 7"));
    if ("problem" in edited) throw new Error(edited.problem);
    expect(validate(edited.document.graph, known)).toEqual([]);
  },
);

test("no two nodes of the layout touch", () => {
  const places = Object.values(orderException().layout);
  for (const [at, a] of places.entries())
    for (const b of places.slice(at + 1))
      expect(Math.abs(a.x - b.x) >= 232 + 24 || Math.abs(a.y - b.y) >= 104 + 12).toBe(true);
});
