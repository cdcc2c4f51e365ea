import { expect, test } from "vitest";
import type { JsonObject } from "../json.ts";
import { parseDocument } from "../parse-document.ts";

const thinking = {
  instructions: "Do it.",
  models: [{ connectionId: null, model: "gpt-5-mini" }],
  limits: { deadlineMs: null, maxTurns: 12, maxOutputTokens: 4_096 },
  retry: { attempts: 3, backoffMs: 500 },
  timeoutMs: 60_000,
};
const agent = (id: string, name: string, simulatedReply: string | null = null): JsonObject => ({
  id,
  kind: "agent",
  name,
  description: "",
  ...thinking,
  output: null,
  simulatedReply,
});
const flow = (from: string, to: string): JsonObject => ({
  id: `${from}-${to}`,
  kind: "flow",
  from,
  to,
  context: [],
});
const input: JsonObject = {
  id: "in",
  kind: "input",
  name: "Ticket",
  description: "",
  schema: { type: "object", properties: { topic: { type: "string" } }, required: ["topic"] },
  samples: [{ name: "One", input: { topic: "tea" } }],
};
const output = (template: string): JsonObject => ({
  id: "out",
  kind: "output",
  name: "Output",
  description: "",
  template,
});

/** The graph that a document of version 1 becomes. */
function opened(nodes: JsonObject[], edges: JsonObject[]) {
  const parsed = parseDocument({ graph: { schemaVersion: 1, nodes, edges }, layout: {} });
  if (!parsed.ok) throw new Error(parsed.problems.join("\n"));
  return parsed.document.graph;
}

test("names that expressions used stay the reference names, and items get ids", () => {
  const graph = opened(
    [input, agent("a", "Find facts"), output("{{ results.find_facts }} {{ input.topic }}")],
    [flow("in", "a"), flow("a", "out")],
  );
  expect(graph.nodes.map(({ referenceName }) => referenceName)).toEqual(["ticket", "find_facts", "output"]);
  expect(graph.nodes[0]).toMatchObject({ samples: [{ id: "sample-1", name: "One" }] });
  expect(graph.nodes[1]).toMatchObject({ models: [{ id: "model-1", model: "gpt-5-mini" }] });
  expect(graph.nodes[2]).toMatchObject({ template: "{{ results.find_facts }} {{ input.topic }}" });
  expect(graph.defaultModel).toBeNull();
});

test("of two nodes with one name, each keeps what read it", () => {
  const boss = (id: string, name: string): JsonObject => ({
    id,
    kind: "supervisor",
    name,
    description: "",
    ...thinking,
  });
  const asks = (from: string, to: string): JsonObject => ({
    id: `${from}-${to}`,
    kind: "worker",
    from,
    to,
    context: [],
  });
  const graph = opened(
    [
      input,
      boss("b1", "First"),
      boss("b2", "Second"),
      agent("w1", "研究者"),
      agent("w2", "調査員"),
      output("{{ results.first.step }} {{ results.second.step }}"),
    ],
    [flow("in", "b1"), flow("b1", "b2"), flow("b2", "out"), asks("b1", "w1"), asks("b2", "w2")],
  );
  const [, , , one, two, out] = graph.nodes;
  expect([one?.referenceName, two?.referenceName]).toEqual(["step", "agent"]);
  expect(out).toMatchObject({ template: "{{ results.first.step }} {{ results.second.agent }}" });
});

test("a step that received the input as it was reads it where it stands now", () => {
  const graph = opened(
    [
      input,
      agent("a", "Research", "context.topic"),
      agent("b", "Write", 'context.topic + " and " + string(context)'),
      output("{{ context.topic }}"),
    ],
    [flow("in", "a"), flow("a", "b"), flow("b", "out")],
  );
  expect(graph.nodes[1]).toMatchObject({ simulatedReply: "context.topic" });
  expect(graph.nodes[2]).toMatchObject({
    simulatedReply: 'context.input.topic + " and " + string(context.input)',
  });
  expect(graph.nodes[3]).toMatchObject({ template: "{{ context.topic }}" });
});

test("rules of one id are told apart, and of two fills for one parameter the first counts", () => {
  const rule = (id: string, name: string): JsonObject => ({
    id,
    name,
    when: "true",
    result: "",
    priority: 1,
  });
  const tool: JsonObject = {
    id: "t",
    kind: "tool",
    name: "Rules",
    description: "",
    parameters: { type: "object", properties: { x: { type: "string" } }, required: [] },
    tool: { type: "rules", rules: [rule("r", "A"), rule("r", "B"), rule("r-2", "C")] },
  };
  const fills = ["input.topic", "input"].map((path) => ({ name: "x", fill: { by: "path", path } }));
  const graph = opened(
    [input, agent("a", "Research"), tool, output("")],
    [flow("in", "a"), flow("a", "out"), { id: "u", kind: "tool", from: "a", to: "t", fills }],
  );
  const node = graph.nodes[2];
  const ids = node?.kind === "tool" && node.tool.type === "rules" && node.tool.rules.map(({ id }) => id);
  expect(new Set(ids || []).size).toBe(3);
  expect(graph.edges[2]).toMatchObject({ fills: [{ name: "x", fill: { path: "input.topic" } }] });
});

test("a node of a kind that nobody knows is kept as it came", () => {
  const table = { id: "x", kind: "roundtable", name: "Table", rounds: 3 };
  const graph = opened([input, table, output("")], [flow("in", "out")]);
  expect(graph.nodes[1]).toMatchObject({ kind: "unknown", original: table });
});
