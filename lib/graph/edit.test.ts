import fc from "fast-check";
import { expect, test } from "vitest";
import type { GraphEdge } from "./edge.ts";
import { applyEdit, applyEdits } from "./edit.ts";
import { emptyGraph, type WorkflowDocument } from "./graph.ts";
import { GraphEdit } from "./graph-edit.ts";
import { newNode } from "./new-node.ts";
import type { GraphNode } from "./node.ts";

const node = (id: string, kind: GraphNode["kind"] = "agent"): GraphNode => newNode(kind, id, { name: id });
const flow = (id: string, from: string, to: string): GraphEdge => ({
  id,
  kind: "flow",
  from,
  to,
  context: [],
});

function sample(): WorkflowDocument {
  return {
    graph: {
      ...emptyGraph(),
      nodes: [node("in", "input"), node("a"), node("b"), node("t", "tool"), node("out", "output")],
      edges: [flow("e1", "in", "a"), flow("e2", "a", "b"), flow("e3", "b", "out")],
    },
    layout: { in: { x: 0, y: 0 }, a: { x: 1, y: 2 }, b: { x: 3, y: 4 } },
  };
}

function done(edited: ReturnType<typeof applyEdit>) {
  if ("problem" in edited) throw new Error(edited.problem);
  return edited;
}

/** Equal, including the order of nodes, edges and fields; the order of layout entries means nothing. */
function expectSame(actual: WorkflowDocument, wanted: WorkflowDocument) {
  expect(JSON.stringify(actual.graph)).toBe(JSON.stringify(wanted.graph));
  expect(actual.layout).toEqual(wanted.layout);
}

const ids = fc.constantFrom("in", "a", "b", "t", "out", "new");
const edgeIds = fc.constantFrom("e1", "e2", "e3", "new");
const position = fc.option(fc.record({ x: fc.integer({ min: -999, max: 999 }), y: fc.constant(5) }));
const property = { description: "words", type: "string" };
const nodeChange = fc.constantFrom(
  { path: ["name"], value: "Other" },
  { path: ["instructions"], value: "Do it" },
  { path: ["tool", "statement"], value: "select 1" },
  { path: ["limits", "deadlineMs"], value: 30_000 },
  { path: ["schema", "properties", "first"], value: property },
  { path: ["schema", "properties", "second"], value: property },
  { path: ["schema", "properties", "first", "description"], value: "better" },
  { path: ["schema", "properties", "first", "description"] },
  { path: ["schema", "properties", "first"] },
  { path: ["models", "m1"], value: { id: "m1", connectionId: null, model: "m" } },
  { path: ["models", "m2"], value: { id: "m2", connectionId: "c", model: "n" } },
  { path: ["models", "m3"], value: { id: "m3", connectionId: "c", model: "o" }, index: 0 },
  { path: ["models", "m2"], value: { id: "m2", connectionId: "c", model: "moved" }, index: 0 },
  { path: ["models", "m1"] },
  { path: ["models", "m1", "model"], value: "other" },
  { path: ["referenceName"], value: "other" },
);
const edgeChange = fc.constantFrom(
  { path: ["to"], value: "b" },
  { path: ["to"], value: "nowhere" },
  { path: ["context"], value: [{ id: "f1", name: "x", schema: {}, required: true, fill: { by: "model" } }] },
  { path: ["context", "f1", "name"], value: "y" },
  { path: ["when"], value: "true" },
  { path: ["when"] },
  { path: ["on"], value: "failed" },
  { path: ["on"] },
  { path: ["back"], value: { most: 3, usedUp: "fail" } },
  { path: ["back", "most"], value: 5 },
  { path: ["back"] },
);
const anyEdit: fc.Arbitrary<unknown> = fc.oneof(
  fc.record({
    type: fc.constant("node-add" as const),
    node: ids.map((id) => node(id, "output")),
    position,
    index: fc.nat({ max: 3 }),
  }),
  fc.tuple(ids, nodeChange).map(([id, change]) => ({ type: "node-change" as const, id, ...change })),
  fc
    .constantFrom({ connectionId: null, model: "m" }, { connectionId: "c", model: "n" }, null)
    .map((value) => ({ type: "graph-change" as const, path: ["defaultModel"], value })),
  fc.record({ type: fc.constant("node-move" as const), id: ids, position }),
  fc.record({ type: fc.constant("node-remove" as const), id: ids }),
  fc.record({
    type: fc.constant("edge-add" as const),
    edge: fc.tuple(edgeIds, ids, ids).map(([id, from, to]) => flow(id, from, to)),
    index: fc.nat({ max: 3 }),
  }),
  fc.tuple(edgeIds, edgeChange).map(([id, change]) => ({ type: "edge-change" as const, id, ...change })),
  fc.record({ type: fc.constant("edge-move" as const), id: edgeIds, index: fc.nat({ max: 5 }) }),
  fc.record({ type: fc.constant("edge-remove" as const), id: edgeIds }),
);

test("an edit and then its inverse give the document back", () => {
  let applied = 0;
  fc.assert(
    fc.property(fc.array(anyEdit, { maxLength: 12 }), (edits) => {
      let document = sample();
      for (const edit of edits) {
        const edited = applyEdit(document, GraphEdit.parse(edit));
        if ("problem" in edited) continue;
        applied++;
        expectSame(done(applyEdits(edited.document, edited.inverse)).document, document);
        document = edited.document;
      }
    }),
    { numRuns: 300 },
  );
  expect(applied).toBeGreaterThan(300);
});

test("a list of edits is taken back as a whole", () => {
  const edits: GraphEdit[] = [
    { type: "node-remove", id: "a" },
    { type: "node-add", node: node("c"), position: { x: 9, y: 9 } },
    { type: "edge-add", edge: flow("e9", "in", "c") },
    { type: "node-remove", id: "c" },
  ];
  const { document, inverse } = done(applyEdits(sample(), edits));
  expect(document.graph.nodes.map(({ id }) => id)).toEqual(["in", "b", "t", "out"]);
  expectSame(done(applyEdits(document, inverse)).document, sample());
});

test("removing a node removes its edges, and taking that back restores edges and place", () => {
  const { document, inverse } = done(applyEdit(sample(), { type: "node-remove", id: "a" }));
  expect(document.graph.edges.map(({ id }) => id)).toEqual(["e3"]);
  expect(document.layout).not.toHaveProperty("a");
  expectSame(done(applyEdits(document, inverse)).document, sample());
});

test("an edge is moved among the edges, at most to the end", () => {
  const order = (index: number) =>
    done(applyEdit(sample(), { type: "edge-move", id: "e2", index })).document.graph.edges.map(
      ({ id }) => id,
    );
  expect([order(0), order(1), order(2), order(99)].map((ids) => ids.join(" "))).toEqual([
    "e2 e1 e3",
    "e1 e2 e3",
    "e1 e3 e2",
    "e1 e3 e2",
  ]);
});

test("an edit shares everything it does not touch", () => {
  const before = sample();
  const { document } = done(
    applyEdit(before, { type: "node-change", id: "t", path: ["tool", "statement"], value: "select 2" }),
  );
  expect(document.graph.edges).toBe(before.graph.edges);
  expect(document.layout).toBe(before.layout);
  expect(document.graph.nodes[1]).toBe(before.graph.nodes[1]);
  const [old, fresh] = [before.graph.nodes[3], document.graph.nodes[3]];
  if (old?.kind !== "tool" || fresh?.kind !== "tool") throw new Error("expected the tool");
  expect(fresh.parameters).toBe(old.parameters);
  expect(fresh.tool).not.toBe(old.tool);
});

test.each<[string, GraphEdit, string]>([
  ["a node that isn't there", { type: "node-remove", id: "zz" }, 'there is no node "zz"'],
  [
    "an id that is taken",
    { type: "node-add", node: node("a"), position: null },
    'already a node with the id "a"',
  ],
  [
    "an item under another key",
    {
      type: "node-change",
      id: "a",
      path: ["models", "m1"],
      value: { id: "m2", connectionId: null, model: "" },
    },
    'has to be called "m1"',
  ],
  [
    "a change inside an item that went",
    { type: "node-change", id: "a", path: ["models", "m1", "model"], value: "x" },
    "removed meanwhile",
  ],
  [
    "a reference name that another has",
    { type: "node-change", id: "a", path: ["referenceName"], value: "b" },
    'already has the name "b"',
  ],
  [
    "a reference name that expressions need",
    { type: "node-change", id: "a", path: ["referenceName"], value: "results" },
    "reserved word",
  ],
  [
    "a reference name that no key can have",
    { type: "node-change", id: "a", path: ["referenceName"], value: "constructor" },
    "reserved word",
  ],
  ["the version of the graph", { type: "graph-change", path: ["schemaVersion"], value: 3 }, "can't be set"],
  ["another kind", { type: "node-change", id: "a", path: ["kind"], value: "tool" }, "kind stays as it is"],
  ["a wrong type", { type: "node-change", id: "a", path: ["name"], value: 7 }, '"a" can\'t be so at name'],
  ["an unknown property", { type: "node-change", id: "a", path: ["colour"], value: "red" }, "colour"],
  [
    "a property of another kind",
    { type: "node-change", id: "a", path: ["tool", "statement"], value: "" },
    "tool",
  ],
  [
    "a reserved name",
    { type: "node-change", id: "in", path: ["schema", "properties", "__proto__"], value: {} },
    "reserved",
  ],
  ["a required property's end", { type: "node-change", id: "a", path: ["limits", "maxTurns"] }, "maxTurns"],
  ["an edge to move that isn't there", { type: "edge-move", id: "zz", index: 0 }, 'no edge "zz"'],
  ["an edge to nowhere", { type: "edge-add", edge: flow("e9", "a", "zz") }, 'a node "zz" that isn\'t there'],
  [
    "an edge moved to nowhere",
    { type: "edge-change", id: "e1", path: ["to"], value: "zz" },
    '"zz" that isn\'t there',
  ],
  ["a place out of the world", { type: "node-move", id: "a", position: { x: 2e9, y: 0 } }, "position"],
])("%s is refused with a reason", (_what, edit, reason) => {
  const edited = applyEdit(sample(), edit);
  expect("problem" in edited && edited.problem).toContain(reason);
});

test("a workflow takes 2,000 nodes and says so at one more", () => {
  const nodes = Array.from({ length: 2_000 }, (_, index) => node(`n${index}`));
  const document: WorkflowDocument = { graph: { ...emptyGraph(), nodes }, layout: {} };
  const edited = applyEdit(document, { type: "node-add", node: node("more"), position: null });
  expect("problem" in edited && edited.problem).toContain("at most 2000 nodes");
});

test("a change of an item means the same item, whatever others did to the list", () => {
  const models = ["a", "b", "c"].map((id) => ({ id, connectionId: null, model: id }));
  const start = done(
    applyEdit(sample(), { type: "node-change", id: "a", path: ["models"], value: models }),
  ).document;
  const mine = done(
    applyEdit(start, { type: "node-change", id: "a", path: ["models", "b", "model"], value: "changed" }),
  );
  const others: GraphEdit = { type: "node-change", id: "a", path: ["models", "a"] };
  const undone = done(applyEdits(mine.document, [others, ...mine.inverse])).document;
  const agent = undone.graph.nodes.find(({ id }) => id === "a");
  expect(agent?.kind === "agent" && agent.models.map(({ model }) => model)).toEqual(["b", "c"]);
});

test("two nodes that are added under one name get a reference name each, in the order they come", () => {
  const add = (id: string): GraphEdit => ({
    type: "node-add",
    node: newNode("agent", id, { name: "Writer" }),
    position: null,
  });
  const { document } = done(applyEdits(sample(), [add("x"), add("y"), add("z")]));
  expect(document.graph.nodes.slice(-3).map((one) => one.referenceName)).toEqual([
    "writer",
    "writer_2",
    "writer_3",
  ]);
});
