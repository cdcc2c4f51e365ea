import type { Completion } from "../../lib/adapters/models/completion-events.ts";
import { answerRequest } from "../../lib/adapters/models/simulated/answer-request.ts";
import { estimateTokens } from "../../lib/adapters/models/token-estimate.ts";
import type { ContextField, GraphEdge } from "../../lib/graph/edge.ts";
import type { GraphEdit } from "../../lib/graph/graph-edit.ts";
import type { ObjectSchema } from "../../lib/graph/json-schema.ts";
import { defaultLimits, newNode } from "../../lib/graph/new-node.ts";
import type { AgentNode, GraphNode, SupervisorNode, ToolNode } from "../../lib/graph/node.ts";
import { freeReferenceName } from "../../lib/graph/reference-name.ts";
import { orderException } from "../../lib/graph/templates/order-exception.ts";
import type { ToolConfig } from "../../lib/graph/tool.ts";

/** The model that every agent here asks for; it is in the price list. */
export const MODEL = "gpt-5-mini";

/** Ids of the connections that effects go through. */
export type Targets = { httpOrigin: string; sql: string; smtp: string };

const ticket: ObjectSchema = {
  type: "object",
  properties: { ticket: { type: "string", description: "What this run is about." } },
  required: ["ticket"],
};
const byPath = (path: string) => ({ by: "path" as const, path });
const fromInput: ContextField[] = [
  { id: "ticket", name: "ticket", schema: { type: "string" }, required: true, fill: byPath("input.ticket") },
];

function thinking<Node extends AgentNode | SupervisorNode>(
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

function agent(id: string, instructions: string, more: Partial<AgentNode> = {}): AgentNode {
  const fields = { description: `The worker for ${id}.`, instructions, ...more };
  return thinking<AgentNode>(newNode("agent", id, { name: id }), "agent", fields);
}

function tool(id: string, parameters: ObjectSchema, config: ToolConfig): ToolNode {
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

/** An input with a ticket, `nodes` of which the first has the run, and an output; as the edits that draw it. */
function drawing(nodes: [GraphNode, ...GraphNode[]], edges: GraphEdge[], template: string): GraphEdit[] {
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
    { id: "main-out", kind: "flow", from: main, to: "output", context: [] },
  ];
  return [
    ...[input, ...nodes, output].map((node): GraphEdit => ({ type: "node-add", node, position: null })),
    ...[...flows, ...edges].map((edge): GraphEdit => ({ type: "edge-add", edge })),
  ];
}

const uses = (
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

/** A supervisor asks four workers at once; each performs one call outside: a read, a booking, a post, a mail. */
export function dispatchWorkflow(targets: Targets): GraphEdit[] {
  const lead = thinking<SupervisorNode>(newNode("supervisor", "lead", { name: "lead" }), "supervisor", {
    description: "Leads.",
    instructions: "Ask everybody at once, then finish with all results.",
  });
  const workers = ["look", "book", "post", "mail"];
  const http = { type: "http" as const, connectionId: null, headers: [], timeoutMs: 20_000 };
  const url = `${targets.httpOrigin}/orders/{{ parameters.ticket }}`;
  const nodes: [GraphNode, ...GraphNode[]] = [
    lead,
    ...workers.map((name) => agent(name, `Use the tool for ${name} once, then say what came.`)),
    tool("look-up", ticket, { ...http, method: "GET", url, body: "" }),
    tool("booking", ticket, {
      type: "sql-write",
      connectionId: targets.sql,
      statement: "insert into booking (ticket) values (:ticket)",
      timeoutMs: 20_000,
    }),
    tool("posting", ticket, { ...http, method: "POST", url, body: '{"ticket": "{{ parameters.ticket }}"}' }),
    tool("mailing", ticket, {
      type: "email",
      connectionId: targets.smtp,
      to: "desk@example.com",
      subject: "{{ parameters.ticket }}",
      body: "About {{ parameters.ticket }}.",
    }),
  ];
  const edges: GraphEdge[] = [
    ...workers.map(
      (to): GraphEdge => ({ id: `lead-${to}`, kind: "worker", from: "lead", to, context: fromInput }),
    ),
    uses("look", "look-up"),
    uses("book", "booking"),
    uses("post", "posting"),
    uses("mail", "mailing"),
  ];
  return drawing(nodes, edges, "{{ results.lead }}");
}

/** One agent that files once, with a service that remembers keys: cut, the call may be made again. */
export function filingWorkflow(targets: Targets): GraphEdit[] {
  const nodes: [GraphNode, ...GraphNode[]] = [
    agent("clerk", "Use the tool for filing once, then say what came."),
    tool("filing", ticket, {
      type: "http",
      connectionId: null,
      method: "POST",
      url: `${targets.httpOrigin}/files/{{ parameters.ticket }}`,
      headers: [],
      body: '{"ticket": "{{ parameters.ticket }}"}',
      timeoutMs: 20_000,
      remembersKeys: true,
    }),
  ];
  return drawing(nodes, [uses("clerk", "filing")], "{{ results.clerk }}");
}

/** How many turns the long agent takes. */
export const LONG_TURNS = 8;

/** One agent that books line after line, each in a turn of its own. */
export function longWorkflow(targets: Targets): GraphEdit[] {
  const line: ObjectSchema = {
    type: "object",
    properties: { ...ticket.properties, line: { type: "integer", description: "The line's number." } },
    required: ["ticket", "line"],
  };
  const nodes: [GraphNode, ...GraphNode[]] = [
    agent("clerk", `Book ${LONG_TURNS} lines, one after another.`),
    tool("booking", line, {
      type: "sql-write",
      connectionId: targets.sql,
      statement: "insert into booking (ticket, line) values (:ticket, :line)",
      timeoutMs: 20_000,
    }),
  ];
  return drawing(nodes, [uses("clerk", "booking")], "{{ results.clerk }}");
}

/** One agent whose endpoint is busy at first and asks for some seconds: the run is given back meanwhile. */
export function patientWorkflow(): GraphEdit[] {
  return drawing([agent("patient", "Wait when you are asked to, then answer.")], [], "{{ results.patient }}");
}

/** Takes the deadlines out of the order template: a machine may be slow to start a server again after a kill. */
export function unhurriedOrder(): GraphEdit[] {
  return orderException().graph.nodes.flatMap((node): GraphEdit[] =>
    "limits" in node && node.limits.deadlineMs !== null
      ? [{ type: "node-change", id: node.id, path: ["limits", "deadlineMs"], value: null }]
      : [],
  );
}

/** Whether a body is the patient agent's. */
export const isPatient = (text: string): boolean => text.includes("Wait when you are asked to");

/** What a model that does as it is told replies to a body of these workflows; it follows from the body alone. */
export function obedientReply(body: unknown): Completion {
  const text = JSON.stringify(body);
  if (text.includes(`Book ${LONG_TURNS} lines`)) return nextLine(text);
  const answer = answerRequest(text);
  if (!answer.ok) throw new Error(`expected a request that can be answered: ${answer.error.message}`);
  return answer.completion;
}

function nextLine(text: string): Completion {
  const line = text.split('"role":"tool"').length;
  const over = line > LONG_TURNS;
  return {
    id: "chatcmpl-line",
    model: MODEL,
    created: 0,
    text: over ? "All lines are booked, each of them once." : "",
    calls: over ? [] : [{ id: `line-${line}`, name: "booking", arguments: JSON.stringify({ line }) }],
    finishReason: over ? "stop" : "tool_calls",
    usage: { prompt_tokens: estimateTokens(text), completion_tokens: 10 },
  };
}
