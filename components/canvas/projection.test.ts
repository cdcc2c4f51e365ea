import { expect, test } from "vitest";
import { addEdge, edited } from "@/lib/graph/checks/problem-cases.ts";
import { applyEdits } from "@/lib/graph/edit.ts";
import type { WorkflowDocument } from "@/lib/graph/graph.ts";
import { orderException } from "@/lib/graph/templates/order-exception.ts";
import { drawing } from "@/lib/graph/test-drawing.ts";
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
    { type: "edge-add", edge: { id: "x", kind: "tool", from: "action", to: "rules", fills: [] } },
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

const drawn = (...flows: string[]) => ({
  graph: drawing(...flows),
  layout: { in: { x: 0, y: 0 }, a: { x: 320, y: 0 }, b: { x: 640, y: 0 }, out: { x: 960, y: 0 } },
});

test("an edge is called by when it is taken, also when its condition or the name of an end changes", () => {
  const project = createProjection();
  const document = drawn("in>a", "a>b if input.text == ''", "b>out", "a>out!", "a<b if results.b == ''");
  expect(project(inputOf(document)).edges.map(({ ariaLabel }) => ariaLabel)).toEqual([
    // Those with words are drawn over the others.
    "Input then a",
    "b then out",
    "a then, if input.text == '', b",
    "a then, if it fails, out",
    "b then, back, at most 3 times, if results.b == '', a",
  ]);
  const edited = applyEdits(document, [
    { type: "edge-change", id: "a-b", path: ["when"] },
    { type: "node-change", id: "a", path: ["name"], value: "Draft" },
  ]);
  if ("problem" in edited) throw new Error(edited.problem);
  const after = project(inputOf(edited.document)).edges;
  expect(after.map(({ ariaLabel }) => ariaLabel).slice(0, 2)).toEqual(["Input then Draft", "Draft then b"]);
});

test("labels at one node stand below each other, and a lone way on has its label where it begins", () => {
  const document = drawn("in>a if input.text == ''", "a>out!", "a>b", "b>out!", "b>b2");
  const facts = new Map(createProjection()(inputOf(document)).edges.map(({ id, data }) => [id, data]));
  expect(facts.get("in-a")).toMatchObject({ labelAt: "source", slot: 0 });
  expect(facts.get("a-out-failed")).toMatchObject({ labelAt: "target", slot: -0.5 });
  expect(facts.get("b-out-failed")).toMatchObject({ labelAt: "target", slot: 0.5 });
  expect(facts.get("a-b")).toMatchObject({ words: null });
});

test("a way back makes room for a node that is dragged into its way", () => {
  const project = createProjection();
  const input = inputOf(drawn("in>a", "a>b", "b>out", "a<b if results.b == ''"));
  const laneOf = ({ edges }: ReturnType<typeof project>) => edges.at(-1)?.data?.lane ?? 0;
  const before = project(input);
  const after = project({ ...input, moving: new Map([["out", { x: 480, y: laneOf(before) - 50 }]]) });
  expect(laneOf(after)).not.toBe(laneOf(before));
  expect(redrawn(before.edges, after.edges)).toEqual(["b-a-back"]);
});

test("for each and handing over are said on their lines, and every edge ends at ports that its nodes have", () => {
  const { layout } = drawn("in>map", "map>a", "b>out", "w>out");
  const graph = edited(drawing("in>map", "map>a", "b>out", "w>out"), [
    addEdge({ id: "i", kind: "item", from: "map", to: "w", context: [] }),
    addEdge({ id: "h", kind: "handoff", from: "a", to: "b", context: [] }),
    addEdge({
      ...{ id: "back", kind: "handoff", from: "b", to: "a", context: [] },
      back: { most: 1, usedUp: "fail" },
    }),
  ]);
  const { nodes, edges } = createProjection()(inputOf({ graph, layout }));
  const byId = new Map(edges.map((edge) => [edge.id, edge]));
  expect(byId.get("i")).toMatchObject({ ariaLabel: "map for each asks w", data: { words: "for each" } });
  expect(byId.get("h")).toMatchObject({
    ariaLabel: "a hands over to b",
    data: { words: "hands over", lane: null },
  });
  expect(byId.get("back")?.ariaLabel).toBe("b hands back, at most once, to a");
  expect(byId.get("back")?.data).toMatchObject({
    words: "hands back, at most once",
    lane: expect.any(Number),
  });
  const ports = new Map(nodes.map((node) => [node.id, node.handles?.map(({ id }) => id)]));
  for (const { source, target, sourceHandle, targetHandle } of edges) {
    expect(ports.get(source)).toContain(sourceHandle);
    expect(ports.get(target)).toContain(targetHandle);
  }
});

test("an edge says how many problems it has, and is redrawn alone when that changes", () => {
  const project = createProjection();
  const document = orderException();
  const before = project(inputOf(document));
  const problems = new Map([["desk-action", { count: 1, blocking: true }]]);
  const after = project(inputOf(document, { problems }));
  const byId = (edges: typeof after.edges) => new Map(edges.map((edge) => [edge.id, edge]));
  const [old, now] = [byId(before.edges), byId(after.edges)];
  expect([...now].filter(([id, edge]) => old.get(id) !== edge).map(([id]) => id)).toEqual(["desk-action"]);
  expect(now.get("desk-action")?.ariaLabel).toMatch(/, 1 problem$/);
  expect(now.get("desk-action")?.data).toMatchObject({ problems: 1, blocking: true });
  // What stands on its line is drawn over the others.
  expect(after.edges.at(-1)?.id).toBe("desk-action");
});

test("a step that is a workflow tells of a newer version alone", () => {
  const graph = drawing("in>workflow", "workflow>out");
  const step = graph.nodes.find((node) => node.kind === "workflow");
  if (step?.kind !== "workflow") throw new Error("expected a workflow");
  const pinned = { ...step, workflow: { id: "prices", version: 2 } };
  const nodes = graph.nodes.map((node) => (node === step ? pinned : node));
  const document = { graph: { ...graph, nodes }, layout: {} };
  const known = { id: "prices", version: 2, name: "Prices", deleted: false, graph };
  const project = createProjection();
  const newestAt = (latest: number) =>
    project(inputOf(document, { published: [{ ...known, latest }] })).nodes.find(
      ({ id }) => id === "workflow",
    )?.data.facts.newest;
  expect([2, 3].map(newestAt)).toEqual([null, 3]);
});
