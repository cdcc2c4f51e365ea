import { expect, test } from "vitest";
import type { GraphEdge } from "./edge.ts";
import { applyEdits } from "./edit.ts";
import type { Graph } from "./graph.ts";
import type { GraphEdit } from "./graph-edit.ts";
import type { Issue, IssueCode } from "./issue.ts";
import type { Json } from "./json.ts";
import { newNode, newTool } from "./new-node.ts";
import { orderException } from "./templates/order-exception.ts";
import { validate } from "./validate.ts";

const known = {
  connections: [
    { id: "demo-erp", kind: "sqlite", name: "Demo ERP", offline: false },
    { id: "demo-wms", kind: "sqlite", name: "Demo WMS", offline: false },
    { id: "demo-tms", kind: "sqlite", name: "Demo TMS", offline: true },
    { id: "mail", kind: "smtp", name: "Mail", offline: false },
  ],
};
const allOnline = { connections: known.connections.map((one) => ({ ...one, offline: false })) };

function edited(graph: Graph, edits: GraphEdit[]): Graph {
  const result = applyEdits({ graph, layout: {} }, edits);
  if ("problem" in result) throw new Error(result.problem);
  return result.document.graph;
}

const set = (id: string, path: string[], value: Json): GraphEdit => ({
  type: "node-change",
  id,
  path,
  value,
});
const setEdge = (id: string, path: string[], value: Json): GraphEdit => ({
  type: "edge-change",
  id,
  path,
  value,
});
const addEdge = (edge: GraphEdge): GraphEdit => ({ type: "edge-add", edge });
const add = (kind: Parameters<typeof newNode>[0], id: string): GraphEdit => ({
  type: "node-add",
  node: newNode(kind, id),
  position: null,
});
const remove = (id: string): GraphEdit => ({ type: "node-remove", id });
const cut = (id: string): GraphEdit => ({ type: "edge-remove", id });
const flow = (id: string, from: string, to: string) => addEdge({ id, kind: "flow", from, to, context: [] });
const byPath = (path: string) => ({ by: "path", path });

type Case = {
  what: string;
  edits: GraphEdit[];
  code: IssueCode;
  at?: string;
  says?: string;
  warning?: true;
  fixed?: false;
};

const cases: Case[] = [
  { what: "no input", edits: [remove("input")], code: "no-input" },
  {
    what: "several inputs",
    edits: [add("input", "in2"), flow("f", "in2", "desk")],
    code: "several-inputs",
    at: "in2",
  },
  { what: "no output", edits: [remove("output")], code: "no-output" },
  {
    what: "an output that nothing leads to",
    edits: [cut("desk-output")],
    code: "output-unreached",
    at: "output",
    fixed: false,
  },
  {
    what: "a node that nothing leads to",
    edits: [cut("desk-action")],
    code: "unreachable",
    at: "action",
    warning: true,
  },
  {
    what: "a step that nothing comes after",
    edits: [cut("desk-output")],
    code: "dead-end",
    at: "desk",
    warning: true,
    fixed: false,
  },
  {
    what: "a circle of steps",
    edits: [flow("back", "desk", "desk")],
    code: "cycle",
    at: "back",
    says: "without a bound",
  },
  {
    what: "supervisors that ask each other",
    edits: [
      add("supervisor", "boss"),
      addEdge({ id: "down", kind: "worker", from: "desk", to: "boss", context: [] }),
      addEdge({ id: "up", kind: "worker", from: "boss", to: "desk", context: [] }),
    ],
    code: "cycle",
    at: "up",
  },
  { what: "a name that is empty", edits: [set("decision", ["name"], " ")], code: "no-name", at: "decision" },
  {
    what: "two workers of one name",
    edits: [set("action", ["name"], "decision")],
    code: "duplicate-name",
    at: "action",
    says: "decision",
  },
  {
    what: "two tools of one name",
    edits: [set("wms", ["name"], "ERP order")],
    code: "duplicate-name",
    at: "wms",
  },
  {
    what: "two steps of one name",
    edits: [
      cut("desk-output"),
      add("agent", "a"),
      set("a", ["name"], "Order desk"),
      flow("f1", "desk", "a"),
      flow("f2", "a", "output"),
    ],
    code: "duplicate-name",
    at: "a",
  },
  {
    what: "a worker called finish",
    edits: [set("action", ["name"], "Finish")],
    code: "bad-name",
    at: "action",
  },
  {
    what: "a supervisor without workers",
    edits: ["retrieval", "decision", "action", "notification"].map((id) => cut(`desk-${id}`)),
    code: "no-workers",
    at: "desk",
    fixed: false,
  },
  {
    what: "an agent without a model",
    edits: [set("decision", ["models"], [])],
    code: "no-model",
    at: "decision",
  },
  {
    what: "a model without a name",
    edits: [set("decision", ["models", "0", "model"], "")],
    code: "no-model",
    at: "decision",
  },
  {
    what: "an agent without instructions",
    edits: [set("decision", ["instructions"], "")],
    code: "no-instructions",
    at: "decision",
    warning: true,
    fixed: false,
  },
  {
    what: "a worker without a description",
    edits: [set("decision", ["description"], "")],
    code: "no-description",
    at: "decision",
    warning: true,
    fixed: false,
  },
  {
    what: "an answer without fields",
    edits: [set("retrieval", ["output"], { type: "object", properties: {}, required: [] })],
    code: "empty-output",
    at: "retrieval",
  },
  {
    what: "a tool without a connection",
    edits: [set("erp", ["tool", "connectionId"], null)],
    code: "no-connection",
    at: "erp",
    fixed: false,
  },
  {
    what: "a connection that is gone",
    edits: [set("erp", ["tool", "connectionId"], "gone")],
    code: "connection-missing",
    at: "erp",
    fixed: false,
  },
  {
    what: "a mail server that is gone",
    edits: [set("mail", ["tool", "connectionId"], "gone")],
    code: "connection-missing",
    at: "mail",
  },
  {
    what: "a connection of another kind",
    edits: [set("mail", ["tool", "connectionId"], "demo-erp")],
    code: "connection-kind",
    at: "mail",
  },
  {
    what: "a model connection that is gone",
    edits: [set("desk", ["models", "0", "connectionId"], "gone")],
    code: "connection-missing",
    at: "desk",
  },
  {
    what: "a tool without a statement",
    edits: [set("erp", ["tool", "statement"], "  ")],
    code: "no-statement",
    at: "erp",
    fixed: false,
  },
  {
    what: "a statement parameter that isn't declared",
    edits: [set("erp", ["tool", "statement"], "select :orderId, :region")],
    code: "parameter-not-declared",
    at: "erp",
    says: ":region",
  },
  {
    what: "a parameter that is never used",
    edits: [
      set("update", ["tool", "statement"], "update orders set resolution = :action where id = :orderId"),
    ],
    code: "parameter-unused",
    at: "update",
    warning: true,
    says: "note",
  },
  {
    what: "a template parameter that is never used",
    edits: [set("mail", ["tool", "body"], "{{ parameters.message }}")],
    code: "parameter-unused",
    at: "mail",
    warning: true,
    says: "name",
  },
  {
    what: "a tool without rules",
    edits: [set("rules", ["tool", "rules"], [])],
    code: "no-rules",
    at: "rules",
    fixed: false,
  },
  {
    what: "a rule without a condition",
    edits: [set("rules", ["tool", "rules", "2", "when"], "")],
    code: "no-condition",
    at: "rules",
  },
  {
    what: "two rules of one id",
    edits: [set("rules", ["tool", "rules", "2", "id"], "late")],
    code: "duplicate-rule",
    at: "rules",
  },
  {
    what: "a mail without a text",
    edits: [set("mail", ["tool", "body"], "")],
    code: "no-template",
    at: "mail",
    fixed: false,
  },
  {
    what: "an HTTP tool without an address",
    edits: [set("mail", ["tool"], { ...newTool("http") })],
    code: "no-template",
    at: "mail",
    fixed: false,
  },
  {
    what: "a required field that isn't there",
    edits: [set("input", ["schema", "required"], ["orderId", "gone"])],
    code: "required-unknown",
    at: "input",
  },
  {
    what: "an edge between kinds that don't fit",
    edits: [addEdge({ id: "odd", kind: "tool", from: "desk", to: "erp", fills: [] })],
    code: "edge-misfit",
    at: "odd",
    says: "only asks its workers",
  },
  {
    what: "the same edge twice",
    edits: [addEdge({ id: "again", kind: "tool", from: "retrieval", to: "erp", fills: [] })],
    code: "duplicate-edge",
    at: "again",
  },
  {
    what: "a field that is handed over twice",
    edits: [
      setEdge("desk-action", ["context", "3"], {
        name: "action",
        schema: {},
        required: true,
        fill: { by: "model" },
      }),
    ],
    code: "duplicate-field",
    at: "desk-action",
  },
  {
    what: "a worker that receives nothing",
    edits: [setEdge("desk-retrieval", ["context"], []), set("erp", ["description"], "x")],
    code: "empty-context",
    at: "desk-retrieval",
    warning: true,
    fixed: false,
  },
  {
    what: "a path that is missing",
    edits: [setEdge("desk-action", ["context", "0", "fill"], byPath(" "))],
    code: "no-path",
    at: "desk-action",
  },
  {
    what: "a model that is to fill a field on a way without one",
    edits: [
      setEdge(
        "desk-output",
        ["context"],
        [{ name: "orderId", schema: {}, required: true, fill: { by: "model" } }],
      ),
    ],
    code: "nothing-fills",
    at: "desk-output",
  },
  {
    what: "a field on a way that nothing can fill at all",
    edits: [
      setEdge(
        "desk-output",
        ["context"],
        [{ name: "colour", schema: {}, required: true, fill: { by: "reference" } }],
      ),
    ],
    code: "nothing-fills",
    at: "desk-output",
  },
  {
    what: "a reference where nobody passes one",
    edits: [setEdge("decision-rules", ["fills", "3", "fill"], { by: "reference" })],
    code: "nothing-fills",
    at: "decision-rules",
  },
  {
    what: "a parameter that the tool doesn't have",
    edits: [setEdge("retrieval-erp", ["fills"], [{ name: "colour", fill: { by: "model" } }])],
    code: "field-not-declared",
    at: "retrieval-erp",
  },
  {
    what: "a tool on the way whose parameter isn't handed over",
    edits: [flow("f1", "input", "erp"), flow("f2", "erp", "output")],
    code: "field-not-filled",
    at: "f1",
    says: "orderId",
  },
  {
    what: "an expression that can't be read",
    edits: [setEdge("desk-action", ["context", "0", "fill"], byPath("input. +"))],
    code: "expression",
    at: "desk-action",
    says: "character",
    fixed: false,
  },
  {
    what: "a condition that can't be read",
    edits: [set("rules", ["tool", "rules", "0", "when"], "size(")],
    code: "expression",
    at: "rules",
    fixed: false,
  },
  {
    what: "a template that can't be read",
    edits: [set("output", ["template"], "Hello {{ results. }}")],
    code: "expression",
    at: "output",
    fixed: false,
  },
  {
    what: "a function that isn't there",
    edits: [set("output", ["template"], "{{ shout(input.orderId) }}")],
    code: "expression",
    at: "output",
    says: "shout",
    fixed: false,
  },
  {
    what: "an empty simulated reply",
    edits: [set("action", ["simulatedReply"], "")],
    code: "expression",
    at: "action",
  },
  {
    what: "a misspelt name",
    edits: [set("output", ["template"], "{{ inputs.orderId }}")],
    code: "unknown-name",
    at: "output",
    says: "inputs",
  },
  {
    what: "a misspelt result",
    edits: [setEdge("desk-action", ["context", "1", "fill"], byPath("results.desicion.action"))],
    code: "unknown-result",
    at: "desk-action",
    says: "desicion",
  },
  {
    what: "a worker's result read past its supervisor",
    edits: [set("output", ["template"], "{{ results.decision.reason }}")],
    code: "unknown-result",
    at: "output",
  },
  {
    what: "a misspelt field of a result",
    edits: [setEdge("desk-action", ["context", "1", "fill"], byPath("results.decision.acton"))],
    code: "unknown-field",
    at: "desk-action",
    says: "acton",
  },
  {
    what: "a misspelt field of the input",
    edits: [set("output", ["template"], "{{ input.order_id }}")],
    code: "unknown-field",
    at: "output",
  },
  {
    what: "a misspelt field of a context",
    edits: [setEdge("decision-rules", ["fills", "3", "fill"], byPath("context.facts.ordr"))],
    code: "unknown-field",
    at: "decision-rules",
  },
  {
    what: "a misspelt field of a tool's result",
    edits: [set("action", ["simulatedReply"], "results.update_order.chnged > 0")],
    code: "unknown-field",
    at: "action",
  },
  {
    what: "a misspelt parameter of a rule",
    edits: [set("rules", ["tool", "rules", "2", "when"], "parameters.ordr.status == ''")],
    code: "unknown-field",
    at: "rules",
  },
  {
    what: "a field of a list",
    edits: [set("output", ["template"], "{{ results.order_desk.data_retrieval.stock.sku }}")],
    code: "unknown-field",
    at: "output",
    says: "choose an item",
    fixed: false,
  },
  {
    what: "a field of plain text",
    edits: [set("notification", ["output"], null)],
    code: "unknown-field",
    at: "output",
    says: "a text",
    fixed: false,
  },
  {
    what: "a result that can't be there yet",
    edits: [setEdge("desk-decision", ["context", "1", "fill"], byPath("results.decision"))],
    code: "result-later",
    at: "desk-decision",
    warning: true,
    fixed: false,
  },
  {
    what: "a node of an unknown kind",
    edits: [
      {
        type: "node-add",
        node: { id: "x", kind: "unknown", name: "Table", description: "", original: {} },
        position: null,
      },
    ],
    code: "unknown-kind",
    at: "x",
  },
];

function found(graph: Graph, { code, at, says, warning }: Case): Issue | undefined {
  return validate(graph, allOnline).find(
    (issue) =>
      issue.code === code &&
      (at === undefined || issue.nodeId === at || issue.edgeId === at) &&
      issue.severity === (warning ? "warning" : "error") &&
      (says === undefined || issue.message.includes(says)),
  );
}

test.each(cases)("$what is told", (one) => {
  const graph = edited(orderException().graph, one.edits);
  expect(validate(graph, allOnline)).toContainEqual(
    expect.objectContaining({ code: one.code, severity: one.warning ? "warning" : "error" }),
  );
  const issue = found(graph, one);
  expect(issue?.message).toMatch(/[.]$/);
  if (one.fixed === false) return;
  expect(issue?.fix?.label).toMatch(/^[A-Z]/);
  const after = edited(graph, issue?.fix?.edits ?? []);
  expect(found(after, one)).toBeUndefined();
});

test("every fix of every case can be applied and takes its own problem away", () => {
  let fixes = 0;
  for (const one of cases) {
    const graph = edited(orderException().graph, one.edits);
    for (const issue of validate(graph, allOnline)) {
      if (!issue.fix) continue;
      fixes++;
      const { fix, ...told } = issue;
      expect(validate(edited(graph, fix.edits), allOnline)).not.toContainEqual(expect.objectContaining(told));
    }
  }
  expect(fixes).toBeGreaterThan(50);
});

test("a misspelt name is mended to the nearest", () => {
  const graph = edited(orderException().graph, [
    set("output", ["template"], "A {{ results.decision.reason }} and {{ input.orderid }}"),
  ]);
  const fixed = validate(graph, allOnline).reduce((at, { fix, code }) => {
    const again = validate(at, allOnline).find((issue) => issue.code === code);
    return fix && again?.fix ? edited(at, again.fix.edits) : at;
  }, graph);
  const output = fixed.nodes.find((node) => node.id === "output");
  expect(output?.kind === "output" && output.template).toBe(
    "A {{ results.order_desk.decision.reason }} and {{ input.orderId }}",
  );
});

test("the only fitting connection is offered", () => {
  const [erp] = known.connections;
  const graph = edited(orderException().graph, [set("erp", ["tool", "connectionId"], null)]);
  const issue = validate(graph, { connections: erp ? [erp] : [] }).find(
    ({ code }) => code === "no-connection",
  );
  expect(issue?.fix?.label).toBe("Use “Demo ERP”");
});

test("a connection that is offline is a warning, and only looked up when connections are known", () => {
  const { graph } = orderException();
  expect(validate(graph, known)).toEqual([
    expect.objectContaining({ code: "connection-offline", severity: "warning", nodeId: "tms" }),
  ]);
  expect(validate(graph)).toEqual([]);
});

test("what takes no part in a run does not keep it from running", () => {
  const graph = edited(orderException().graph, [add("agent", "draft"), add("tool", "loose")]);
  expect(validate(graph, allOnline).filter(({ severity }) => severity === "error")).toEqual([]);
  expect(validate(graph, allOnline)).toContainEqual(
    expect.objectContaining({ code: "no-model", severity: "warning", nodeId: "draft" }),
  );
});

test("the statement of a tool whose model writes it may be handed over", () => {
  const graph = edited(orderException().graph, [
    set("erp", ["tool", "mode"], "model"),
    set("erp", ["tool", "statement"], ""),
    setEdge("retrieval-erp", ["fills"], [{ name: "statement", fill: byPath("context.orderId") }]),
  ]);
  expect(validate(graph, allOnline)).toEqual([]);
});

test("an empty graph has an input and an output to add", () => {
  const empty: Graph = { schemaVersion: 1, nodes: [], edges: [] };
  const issues = validate(empty);
  expect(issues.map(({ code }) => code)).toEqual(["no-input", "no-output"]);
  const graph = edited(
    empty,
    issues.flatMap(({ fix }) => fix?.edits ?? []),
  );
  expect(graph.nodes.map(({ kind }) => kind)).toEqual(["input", "output"]);
});

test("2,000 nodes in a chain are looked through in order", () => {
  const nodes = Array.from({ length: 1_998 }, (_, at) => ({
    ...newNode("agent", `a${at}`),
    name: `Step ${at}`,
  }));
  const ids = ["in", ...nodes.map(({ id }) => id), "out"];
  const graph: Graph = {
    schemaVersion: 1,
    nodes: [newNode("input", "in"), ...nodes, newNode("output", "out")],
    edges: ids
      .slice(1)
      .map((to, at) => ({ id: `e${at}`, kind: "flow", from: ids[at] ?? "", to, context: [] })),
  };
  const codes = Map.groupBy(validate(graph), ({ code }) => code);
  expect(codes.get("no-model")).toHaveLength(1_998);
  expect(codes.has("cycle") || codes.has("unreachable")).toBe(false);
});
