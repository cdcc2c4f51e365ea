import { expect, test } from "vitest";
import type { GraphEdge } from "./edge.ts";
import { SCHEMA_VERSION, type WorkflowDocument } from "./graph.ts";
import { defaultLimits, defaultRetry } from "./new-node.ts";
import type { GraphNode } from "./node.ts";
import { parseDocument } from "./parse-document.ts";
import { type SharedParts, sharedDrawing } from "./shared-drawing.ts";
import { orderException } from "./templates/order-exception.ts";
import { rework } from "./templates/rework.ts";
import type { ToolConfig } from "./tool.ts";

let planted = 0;
const secret = () => `secret-${++planted}-x`;

/** A drawing with every kind of node, edge and tool, in which every text that a person can enter is a secret. */
function everyKind(): WorkflowDocument {
  const base = (id: string) => ({
    ...{ id: `node-${id}`, name: secret(), description: secret() },
    referenceName: `ref_${id}`,
  });
  const schema = () => ({
    type: "object" as const,
    properties: { amount: { type: "string" as const, description: secret(), enum: [secret()] } },
    required: [],
  });
  const connectionId = () => `connection-${secret()}`;
  const thinking = () => ({
    instructions: secret(),
    models: [{ id: "m", connectionId: connectionId(), model: secret() }],
    limits: defaultLimits(),
    retry: { ...defaultRetry(), errors: [secret()] },
    timeoutMs: 60_000,
    onFailure: { do: "result" as const, result: secret() },
  });
  const tool = (id: string, config: ToolConfig): GraphNode => ({
    ...{ ...base(id), kind: "tool", parameters: schema(), tool: config },
    onFailure: { do: "result", result: { told: secret() } },
  });
  const nodes: GraphNode[] = [
    {
      ...{ ...base("input"), kind: "input", schema: schema() },
      samples: [{ id: "s", name: secret(), input: { amount: secret() } }],
    },
    {
      ...{ ...base("agent"), kind: "agent", ...thinking(), output: schema(), simulatedReply: secret() },
      accept: { when: secret(), say: secret(), most: 2 },
    },
    { ...base("boss"), kind: "supervisor", ...thinking() },
    tool("sql", {
      type: "sql",
      mode: "author",
      maxRows: 5,
      timeoutMs: 500,
      connectionId: connectionId(),
      statement: secret(),
    }),
    tool("write", { type: "sql-write", timeoutMs: 500, connectionId: connectionId(), statement: secret() }),
    tool("rules", {
      type: "rules",
      rules: [{ id: "r", name: secret(), when: secret(), result: secret(), priority: 1 }],
    }),
    tool("mail", {
      type: "email",
      connectionId: connectionId(),
      to: secret(),
      subject: secret(),
      body: secret(),
    }),
    tool("http", {
      ...{ type: "http", connectionId: connectionId(), method: "POST", url: secret(), timeoutMs: 500 },
      ...{ headers: [{ id: "h", name: secret(), value: secret() }], body: secret() },
    }),
    { ...base("branch"), kind: "branch", takes: "first" },
    { ...base("map"), kind: "map", items: secret(), concurrency: 3, failedItems: "keep" },
    {
      ...{ ...base("inner"), kind: "workflow", workflow: { id: secret(), version: 1 } },
      ...{ parameters: schema(), result: { type: "string", description: secret() } },
    },
    { ...base("output"), kind: "output", template: secret() },
    { ...base("note"), kind: "note", text: secret() },
    { ...base("unknown"), kind: "unknown", original: { text: secret() } },
  ];
  const context = () => [
    {
      ...{
        id: "c",
        name: "amount",
        schema: { type: "string" as const, description: secret() },
        required: true,
      },
      fill: { by: "path" as const, path: secret() },
    },
  ];
  const edge = (id: string, from: string, to: string) => ({
    ...{ id: `edge-${id}`, from: `node-${from}`, to: `node-${to}` },
  });
  const edges: GraphEdge[] = [
    { ...edge("flow", "input", "agent"), kind: "flow", context: context(), when: secret() },
    { ...edge("back", "branch", "agent"), kind: "flow", context: [], back: { most: 2, usedUp: "fail" } },
    { ...edge("asks", "boss", "agent"), kind: "worker", context: context() },
    {
      ...{ ...edge("uses", "agent", "sql"), kind: "tool" },
      fills: [{ name: "amount", fill: { by: "path", path: secret() } }],
    },
    { ...edge("item", "map", "agent"), kind: "item", context: context() },
    { ...edge("hands", "agent", "boss"), kind: "handoff", context: context() },
  ];
  const defaultModel = { connectionId: connectionId(), model: secret() };
  const layout = Object.fromEntries(nodes.map(({ id }, index) => [id, { x: index * 300, y: 0 }]));
  return { graph: { schemaVersion: SCHEMA_VERSION, defaultModel, nodes, edges }, layout };
}

const all: SharedParts = { instructions: true, fields: true };
const none: SharedParts = { instructions: false, fields: false };

/** Every text in a document that is not one of our own words, with where it stands. */
function texts(value: unknown, path = "", found = new Map<string, string>()): Map<string, string> {
  if (typeof value === "string") found.set(value, path);
  else if (typeof value === "object" && value !== null)
    for (const [key, item] of Object.entries(value)) texts(item, `${path}.${key}`, found);
  return found;
}

test("of a drawing in which every text is a secret, only names, descriptions and models go out, and what was ticked", () => {
  const document = everyKind();
  const planted = [...texts(document).entries()].filter(([text]) => text.includes("secret-"));
  expect(planted.length).toBeGreaterThan(24);
  const shown = (parts: SharedParts) => {
    const out = JSON.stringify(sharedDrawing(document, parts));
    return planted.flatMap(([text, path]) => (out.includes(text) ? [path.replace(/\d+/g, "*")] : []));
  };
  const always = /^\.graph\.(nodes\.\*\.(name|description|models\.\*\.model)|defaultModel\.model)$/;
  expect(shown(none).filter((path) => !always.test(path))).toEqual([]);
  const byInstructions = /^\.graph\.nodes\.\*\.(instructions|template|text)$/;
  const withInstructions = shown({ instructions: true, fields: false });
  expect(withInstructions.filter((path) => !always.test(path) && !byInstructions.test(path))).toEqual([]);
  expect(withInstructions.some((path) => byInstructions.test(path))).toBe(true);
  const byFields = /^\.graph\.(nodes\.\*\.(schema|output|parameters|items)|edges\.\*\.(context|fills|when))/;
  const withAll = shown(all).filter((path) => !always.test(path) && !byInstructions.test(path));
  expect(withAll.filter((path) => !byFields.test(path))).toEqual([]);
  expect(withAll.length).toBeGreaterThan(0);
});

test.each([
  ["the order exception", orderException()],
  ["draft, check, rework", rework()],
  ["every kind of node", everyKind()],
] as [string, WorkflowDocument][])("%s is a drawing of the same shape, with new ids", (_name, document) => {
  for (const parts of [none, all]) {
    const shared = sharedDrawing(document, parts);
    const parsed = parseDocument(JSON.stringify(shared));
    expect(parsed.ok ? [] : parsed.problems).toEqual([]);
    expect(shared.graph.nodes.map(({ kind, name }) => [kind, name])).toEqual(
      document.graph.nodes.map(({ kind, name }) => [kind, name]),
    );
    expect(JSON.stringify(shared)).not.toMatch(/"(node|edge|connection)-/);
    const nameIn = ({ graph }: WorkflowDocument, id: string) =>
      graph.nodes.find((node) => node.id === id)?.name;
    expect(
      shared.graph.edges.map(({ kind, from, to }) => [kind, nameIn(shared, from), nameIn(shared, to)]),
    ).toEqual(
      document.graph.edges.map(({ kind, from, to }) => [kind, nameIn(document, from), nameIn(document, to)]),
    );
    const ids = (one: WorkflowDocument) => [...one.graph.nodes, ...one.graph.edges].map(({ id }) => id);
    expect(ids(shared).filter((id) => ids(document).includes(id))).toEqual([]);
    expect(Object.keys(shared.layout).toSorted()).toEqual(shared.graph.nodes.map(({ id }) => id).toSorted());
  }
});
