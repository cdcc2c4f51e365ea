import { expect, test } from "vitest";
import { applyEdits } from "@/lib/graph/edit.ts";
import type { WorkflowDocument } from "@/lib/graph/graph.ts";
import { orderException } from "@/lib/graph/templates/order-exception.ts";
import { createProjection, type ProjectionInput } from "./projection.ts";

const inputOf = (document: WorkflowDocument, more: Partial<ProjectionInput> = {}): ProjectionInput => ({
  document,
  selectedNodes: new Set(),
  selectedEdges: new Set(),
  tabbable: null,
  moving: new Map(),
  problems: new Map(),
  ...more,
});

/** Ids of nodes that are other objects than before. */
const redrawn = (before: { id: string }[], after: { id: string }[]) =>
  after.filter((node, index) => node !== before[index]).map(({ id }) => id);

test("changing one node redraws that node alone", () => {
  const project = createProjection();
  const document = orderException();
  const before = project(inputOf(document));
  const edited = applyEdits(document, [
    { type: "node-change", id: "decision", path: ["description"], value: "Decides." },
  ]);
  if ("problem" in edited) throw new Error(edited.problem);
  const after = project(inputOf(edited.document));
  expect(redrawn(before.nodes, after.nodes)).toEqual(["decision"]);
  expect(redrawn(before.edges, after.edges)).toEqual([]);
});

test("selecting and dragging redraw only what they are about", () => {
  const project = createProjection();
  const base = inputOf(orderException());
  const before = project(base);
  const selected = { ...base, selectedNodes: new Set(["rules"]) };
  const after = project(selected);
  expect(redrawn(before.nodes, after.nodes)).toEqual(["rules"]);
  const dragged = project({ ...selected, moving: new Map([["mail", { x: 9, y: 9 }]]) });
  expect(redrawn(after.nodes, dragged.nodes)).toEqual(["mail"]);
  expect(dragged.nodes.find(({ id }) => id === "mail")?.position).toEqual({ x: 9, y: 9 });
  const dropped = project(selected);
  expect(redrawn(after.nodes, dropped.nodes)).toEqual(["mail"]);
  expect(dropped.nodes.map(({ position }) => position)).toEqual(after.nodes.map(({ position }) => position));
});

test("a new edge shows at both of its nodes", () => {
  const project = createProjection();
  const document = orderException();
  const before = project(inputOf(document));
  const edited = applyEdits(document, [
    { type: "edge-add", edge: { id: "x", kind: "tool", from: "action", to: "erp", fills: [] } },
  ]);
  if ("problem" in edited) throw new Error(edited.problem);
  const after = project(inputOf(edited.document));
  expect(after.nodes.find(({ id }) => id === "action")?.data.facts.uses).toBe(2);
  expect(redrawn(before.nodes, after.nodes)).toEqual(["action"]);
});

test("every node has a name for screen readers that tells its problems", () => {
  const drawn = createProjection()(
    inputOf(orderException(), { problems: new Map([["erp", { count: 2, blocking: true }]]) }),
  );
  expect(drawn.nodes.find(({ id }) => id === "erp")?.ariaLabel).toBe(
    "ERP order, read from a database, 2 problems",
  );
});
