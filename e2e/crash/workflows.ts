import type { Completion } from "../../lib/adapters/models/completion-events.ts";
import { answerRequest } from "../../lib/adapters/models/simulated/answer-request.ts";
import { estimateTokens } from "../../lib/adapters/models/token-estimate.ts";
import type { GraphEdge } from "../../lib/graph/edge.ts";
import type { GraphEdit } from "../../lib/graph/graph-edit.ts";
import type { ObjectSchema } from "../../lib/graph/json-schema.ts";
import { newNode } from "../../lib/graph/new-node.ts";
import type { GraphNode, SupervisorNode } from "../../lib/graph/node.ts";
import { orderException } from "../../lib/graph/templates/order-exception.ts";
import type { ToolConfig } from "../../lib/graph/tool.ts";
import { agent, drawing, fromInput, MODEL, thinking, ticket, tool, uses } from "./drawing.ts";

/** Ids of the connections that effects go through. */
export type Targets = { httpOrigin: string; sql: string; smtp: string };

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
  return drawing({ nodes, edges, template: "{{ results.lead }}" });
}

/** Files a ticket with a service that remembers keys. */
export const filing = ({ httpOrigin }: Targets): ToolConfig => ({
  type: "http",
  connectionId: null,
  method: "POST",
  url: `${httpOrigin}/files/{{ parameters.ticket }}`,
  headers: [],
  body: '{"ticket": "{{ parameters.ticket }}"}',
  timeoutMs: 20_000,
  remembersKeys: true,
});

/** One agent that files once, with a service that remembers keys: cut, the call may be made again. */
export function filingWorkflow(targets: Targets): GraphEdit[] {
  const nodes: [GraphNode, ...GraphNode[]] = [
    agent("clerk", "Use the tool for filing once, then say what came."),
    tool("filing", ticket, filing(targets)),
  ];
  return drawing({ nodes, edges: [uses("clerk", "filing")], template: "{{ results.clerk }}" });
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
  return drawing({ nodes, edges: [uses("clerk", "booking")], template: "{{ results.clerk }}" });
}

/** One agent whose endpoint is busy at first and asks for some seconds: the run is given back meanwhile. */
export function patientWorkflow(): GraphEdit[] {
  const nodes: [GraphNode] = [agent("patient", "Wait when you are asked to, then answer.")];
  return drawing({ nodes, edges: [], template: "{{ results.patient }}" });
}

/** A machine may be slow to start a server again after a kill. */
const PATIENT_MS = 3_600_000;

/** The order template with more time, and with more attempts for what it reads while its database is away. */
export function unhurriedOrder(): GraphEdit[] {
  return orderException().graph.nodes.flatMap((node): GraphEdit[] => [
    ...("limits" in node && node.limits.deadlineMs !== null
      ? [change(node.id, ["limits", "deadlineMs"], null)]
      : []),
    ...("join" in node && node.join ? [change(node.id, ["join", "withinMs"], PATIENT_MS)] : []),
    ...("retry" in node && node.kind === "tool" ? [change(node.id, ["retry", "attempts"], 10)] : []),
  ]);
}

const change = (id: string, path: string[], value: number | null): GraphEdit => ({
  type: "node-change",
  id,
  path,
  value,
});

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
