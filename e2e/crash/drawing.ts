import type { ContextField, GraphEdge } from "../../lib/graph/edge.ts";
import type { GraphEdit } from "../../lib/graph/graph-edit.ts";
import type { ObjectSchema } from "../../lib/graph/json-schema.ts";
import { defaultLimits, newNode } from "../../lib/graph/new-node.ts";
import type { AgentNode, GraphNode, SupervisorNode, ToolNode } from "../../lib/graph/node.ts";
import { freeReferenceName } from "../../lib/graph/reference-name.ts";
import type { ToolConfig } from "../../lib/graph/tool.ts";

/** The model that every agent here asks for; it is in the price list. */
export const MODEL = "gpt-5-mini";

/** The form of every workflow here: a word by which all that is done for a run is known. */
export const ticket: ObjectSchema = {
  type: "object",
  properties: { ticket: { type: "string", description: "What this run is about." } },
  required: ["ticket"],
};

export const byPath = (path: string) => ({ by: "path" as const, path });

/** Hands on the run's ticket. */
export const fromInput: ContextField[] = [
  { id: "ticket", name: "ticket", schema: { type: "string" }, required: true, fill: byPath("input.ticket") },
];

/** A node of this kind that asks the model, with room for many turns. */
export function thinking<Node extends AgentNode | SupervisorNode>(
  node: GraphNode,
  kind: Node["kind"],
  more: Partial<Node>,
): Node {
  if (node.kind !== kind) throw new Error(`expected a new ${kind}, got ${node.kind}`);
  // The kind was checked just now, and `more` has that kind's own fields.
  return {
    ...node,
    models: [{ id: "model", connectionId: null, model: MODEL }],
    limits: { ...defaultLimits(), maxTurns: 40, maxOutputTokens: 500 },
    ...more,
  } as Node;
}

export function agent(id: string, instructions: string, more: Partial<AgentNode> = {}): AgentNode {
  const fields = { description: `The worker for ${id}.`, instructions, ...more };
  return thinking<AgentNode>(newNode("agent", id, { name: id }), "agent", fields);
}

export function tool(id: string, parameters: ObjectSchema, config: ToolConfig): ToolNode {
  return {
    id,
    kind: "tool",
    name: id,
    referenceName: freeReferenceName({ name: id, kind: "tool" }),
    description: `Does ${id}.`,
    parameters,
    tool: config,
  };
}

/** What stands between a drawing's input and its output. */
export type Middle = {
  /** The first begins. */
  nodes: [GraphNode, ...GraphNode[]];
  edges: GraphEdge[];
  /** The id of the node that leads to the output; absent: the first. */
  last?: string;
  /** The output's. */
  template: string;
};

/** An input with a ticket, what stands in the middle, and an output; as the edits that draw it. */
export function drawing({ nodes, edges, template, last = nodes[0].id }: Middle): GraphEdit[] {
  const input: GraphNode = {
    id: "input",
    kind: "input",
    name: "Ticket",
    referenceName: "ticket",
    description: "",
    schema: ticket,
    samples: [],
  };
  const output: GraphNode = {
    id: "output",
    kind: "output",
    name: "Outcome",
    referenceName: "outcome",
    description: "",
    template,
  };
  const main = nodes[0].id;
  const flows: GraphEdge[] = [
    { id: "in-main", kind: "flow", from: "input", to: main, context: fromInput },
    { id: "main-out", kind: "flow", from: last, to: "output", context: [] },
  ];
  return [
    ...[input, ...nodes, output].map((node): GraphEdit => ({ type: "node-add", node, position: null })),
    ...[...flows, ...edges].map((edge): GraphEdit => ({ type: "edge-add", edge })),
  ];
}

/** An agent's tool; the ticket is filled in, the rest the model writes. */
export const uses = (
  from: string,
  to: string,
  fills = [{ name: "ticket", fill: byPath("context.ticket") }],
): GraphEdge => ({
  id: `${from}-${to}`,
  kind: "tool",
  from,
  to,
  fills,
});
