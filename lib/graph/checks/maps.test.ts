import { expect, test } from "vitest";
import type { ContextField, GraphEdge } from "../edge.ts";
import type { Graph } from "../graph.ts";
import type { GraphEdit } from "../graph-edit.ts";
import { fixesOf } from "../issue.ts";
import type { ObjectSchema } from "../json-schema.ts";
import { drawing } from "../test-drawing.ts";
import { validate } from "../validate.ts";
import { addEdge, allOnline, edited, lookAt, type ProblemCase, set } from "./problem-cases.ts";

const text = { type: "string" } as const;
const object = (...names: string[]): ObjectSchema => ({
  type: "object",
  properties: Object.fromEntries(names.map((name) => [name, text])),
  required: names,
});

/** The input has lines, each with sku and count; a topic; tags; and a map goes through the lines. */
const form: ObjectSchema = {
  type: "object",
  properties: {
    topic: text,
    lines: {
      type: "array",
      items: { type: "object", properties: { sku: text, count: { type: "integer" } } },
    },
    tags: { type: "array", items: text },
  },
  required: ["topic"],
};

const item = (id: string, from: string, to: string, context: ContextField[] = []): GraphEdge => ({
  ...{ id, kind: "item", from, to, context },
});
const field = (name: string, path: string): ContextField => ({
  ...{ id: name, name, schema: text, required: true, fill: { by: "path", path } },
});

/** Input, map and output, and whom the map may ask. */
function mapped(...asked: GraphEdge[]): Graph {
  const graph = drawing("in>map", "map>out", "in>a", "in>tool", "a>out", "tool>out");
  const free = graph.edges.filter(({ id }) => !/^(in-a|in-tool|a-out|tool-out)$/.test(id));
  return edited({ ...graph, edges: free }, [
    set("in", ["schema"], form),
    set("map", ["items"], "input.lines"),
    set("a", ["description"], ""),
    set(
      "tool",
      ["tool", "rules"],
      [{ id: "r", name: "R", when: "true", priority: 1, result: "{{ parameters.sku }}" }],
    ),
    set("tool", ["parameters"], object("sku")),
    ...asked.map(addEdge),
  ]);
}

const told = (
  code: ProblemCase["code"],
  what: string,
  asked: GraphEdge[],
  edits: GraphEdit[],
  more: Partial<ProblemCase> = {},
): ProblemCase => ({ code, what, graph: mapped(...asked), edits, ...more });

const cases: ProblemCase[] = [
  told("map-without-worker", "a map that asks nobody", [], [], { at: "map", says: "asks nobody" }),
  told("second-worker", "a map that asks two", [item("i", "map", "a"), item("j", "map", "tool")], [], {
    at: "j",
  }),
  told("duplicate-edge", "the same worker twice", [item("i", "map", "a"), item("j", "map", "a")], [], {
    at: "j",
  }),
  told("no-items", "a map without a list", [item("i", "map", "a")], [set("map", ["items"], " ")], {
    at: "map",
  }),
  told("not-a-list", "a map over a text", [item("i", "map", "a")], [set("map", ["items"], "input.topic")], {
    at: "map",
    says: "input.topic is a text",
    fixed: false,
  }),
  told(
    "not-a-list",
    "a map over what has a list",
    [item("i", "map", "a")],
    [set("map", ["items"], "input")],
    {
      says: "is an object",
    },
  ),
  told(
    "not-a-list",
    "a map over a result that is a text",
    [item("i", "map", "a")],
    [
      addEdge({ id: "f", kind: "flow", from: "in", to: "b", context: [] }),
      set("map", ["items"], "results.b"),
    ],
    {
      graph: edited(mapped(item("i", "map", "a")), [{ type: "node-add", node: agentB(), position: null }]),
      fixed: false,
    },
  ),
  told(
    "unknown-field",
    "a field of an item that isn't there",
    [item("i", "map", "a", [field("sku", "item.skew")])],
    [],
    { at: "i" },
  ),
  told(
    "nothing-fills",
    "a model that is to fill a field for an item",
    [item("i", "map", "a", [{ ...field("sku", ""), fill: { by: "model" } }])],
    [],
    { at: "i", says: "“for each”" },
  ),
  told("no-path", "a field for an item without a path", [item("i", "map", "a", [field("sku", "")])], [], {
    at: "i",
  }),
  told(
    "field-not-filled",
    "a tool whose parameter the items don't have",
    [item("i", "map", "tool")],
    [set("tool", ["parameters"], object("sku", "topic"))],
    { at: "i", says: "“topic”" },
  ),
  told(
    "field-not-filled",
    "a tool whose parameter nothing has",
    [item("i", "map", "tool")],
    [set("tool", ["parameters"], object("sku", "colour"))],
    { at: "i", says: "“colour”", fixed: false },
  ),
  told(
    "field-not-filled",
    "a text that is to be two parameters",
    [item("i", "map", "tool")],
    [set("map", ["items"], "input.tags"), set("tool", ["parameters"], object("sku", "colour"))],
    { at: "i", says: "an item is a text", fixed: false },
  ),
  told(
    "field-not-filled",
    "fields for each item that leave a parameter out",
    [item("i", "map", "tool", [field("topic", "input.topic")])],
    [],
    { at: "i", says: "“sku”" },
  ),
  told(
    "wrong-type",
    "a field of an item of another type",
    [item("i", "map", "tool", [field("sku", "item.count")])],
    [],
    { at: "i", says: "a whole number", fixed: false },
  ),
];

function agentB() {
  const [node] = drawing("b>out").nodes;
  if (!node) throw new Error("a drawing of two nodes has one");
  return node;
}

test.each(cases)("$what is told", (one) => {
  const { issue, mended, stubborn } = lookAt(one);
  expect(issue?.message).toMatch(/[.]$/);
  expect(mended).toBe(one.fixed ?? true);
  expect(stubborn).toEqual([]);
});

/** Codes of what is wrong with the map and what it asks. */
const codes = (graph: Graph) =>
  validate(graph, allOnline).flatMap(({ code, nodeId, edgeId, message }) =>
    ["map", "i"].includes(nodeId ?? edgeId ?? "") ? [`${code}: ${message}`] : [],
  );

test("an item may be all that is required, one text, or of a shape that nobody knows", () => {
  expect(codes(mapped(item("i", "map", "tool")))).toEqual([]);
  expect(codes(edited(mapped(item("i", "map", "tool")), [set("map", ["items"], "input.tags")]))).toEqual([]);
  const open = edited(mapped(item("i", "map", "tool")), [
    set("in", ["schema", "properties", "lines"], { type: "array" }),
  ]);
  expect(codes(open)).toEqual([]);
  expect(codes(edited(open, [set("map", ["items"], "input.lines.filter(line, true)")]))).toEqual([]);
});

test("who is only asked for items needs no description, as no model chooses it", () => {
  const graph = edited(mapped(item("i", "map", "a")), [set("a", ["description"], "")]);
  expect(validate(graph, allOnline).map(({ code }) => code)).not.toContain("no-description");
});

test("the list of a map reads a result, so that is used; and its own result is for something", () => {
  const graph = edited(mapped(item("i", "map", "a")), [set("out", ["template"], "Done.")]);
  const issue = validate(graph, allOnline).find(({ code }) => code === "result-unused");
  expect(issue?.nodeId).toBe("map");
  expect(issue?.fix?.label).toContain("Show it in");
  const shown = edited(graph, [set("out", ["template"], "{{ results.map[0] }}")]);
  expect(validate(shown, allOnline).map(({ code }) => code)).not.toContain("result-unused");
});

test("a supervisor that is asked for each item, and its workers, take part in a run", () => {
  const graph = edited(mapped(), [
    { type: "node-add", node: { ...bossNode() }, position: null },
    addEdge(item("i", "map", "boss")),
    addEdge({ id: "w", kind: "worker", from: "boss", to: "a", context: [field("sku", "context.item.sku")] }),
  ]);
  expect(
    validate(graph, allOnline).filter(
      ({ severity, code, nodeId }) => nodeId !== "tool" && (severity === "warning" || code !== "no-model"),
    ),
  ).toEqual([expect.objectContaining({ code: "no-description", nodeId: "a" })]);
});

function bossNode() {
  const [node] = drawing("boss>out").nodes;
  if (node?.kind !== "supervisor") throw new Error("a drawing that begins with boss has a supervisor");
  return { ...node, instructions: "Ask." };
}

test("all lists that are there already are offered, those of the input first", () => {
  const graph = edited(drawing("in>tool", "tool>map", "map>out"), [
    set("in", ["schema", "properties", "lines"], { type: "array", items: { type: "object" } }),
    set("in", ["schema", "properties", "notes"], { type: "array" }),
  ]);
  const issue = validate(graph, allOnline).find(({ code }) => code === "no-items");
  const name = graph.nodes.find(({ id }) => id === "tool")?.referenceName;
  expect(issue && fixesOf(issue).map(({ label }) => label)).toEqual([
    "Go through input.lines",
    "Go through input.notes",
    `Go through results.${name}.fired`,
    `Go through results.${name}.notFired`,
    `Go through results.${name}.unevaluated`,
  ]);
});
