import type { ContextField, Fill, GraphEdge } from "../edge.ts";
import { emptyGraph, type Layout, type WorkflowDocument } from "../graph.ts";
import type { JsonSchema } from "../json-schema.ts";
import type { InputNode, OutputNode } from "../node.ts";
import { orderFacts } from "./order-facts.ts";
import { orderTools } from "./order-tools.ts";
import { orderDesk, orderWorkers } from "./order-workers.ts";

const SERVICE_DESK = "service-desk@harbour-pine.example";

const input: InputNode = {
  id: "input",
  kind: "input",
  name: "Order",
  referenceName: "order",
  description: "The order that something is wrong with.",
  schema: {
    type: "object",
    properties: {
      orderId: {
        type: "string",
        title: "Order number",
        description: "SO- and five digits, such as SO-10412. Any order of the demo company works.",
        examples: ["SO-10412", "SO-10587", "SO-10731"],
        minLength: 1,
        maxLength: 20,
      },
      note: {
        type: "string",
        title: "Note",
        description: "What the customer or a colleague said, if anything.",
        maxLength: 500,
      },
    },
    required: ["orderId"],
  },
  samples: [
    { id: "late", name: "Late shipment", input: { orderId: "SO-10412" } },
    {
      id: "short",
      name: "Short stock",
      input: { orderId: "SO-10587", note: "The customer needs it before the weekend." },
    },
    { id: "address", name: "Address mismatch", input: { orderId: "SO-10731" } },
    { id: "missing", name: "An order that doesn't exist", input: { orderId: "SO-99999" } },
  ],
};

const output: OutputNode = {
  id: "output",
  kind: "output",
  name: "Outcome",
  referenceName: "outcome",
  description: "What was found, decided and done.",
  template: `**{{ results.order_desk.decision.headline }}**

{{ results.order_desk.decision.reason }}

- Rule: {{ results.order_desk.decision.rule }}
- ERP: {{ results.order_desk.action.summary }}
- Mail: {{ results.order_desk.notification.summary }}
`,
};

const path = (source: string): Fill => ({ by: "path", path: source });
const text: JsonSchema = { type: "string" };

function field(name: string, source: string, schema: JsonSchema = text): ContextField {
  return { id: name, name, schema, required: true, fill: path(source) };
}

const note: ContextField = {
  id: "note",
  name: "note",
  schema: {
    type: "string",
    description: "What the person noted, as it stands; leave it out if there is nothing.",
  },
  required: false,
  fill: { by: "model" },
};

const worker = (to: string, context: ContextField[]): GraphEdge => ({
  id: `desk-${to}`,
  kind: "worker",
  from: "desk",
  to,
  context,
});

function uses(from: string, to: string, paths: Record<string, string> = {}): GraphEdge {
  const fills = Object.entries(paths).map(([name, source]) => ({ name, fill: path(source) }));
  return { id: `${from}-${to}`, kind: "tool", from, to, fills };
}

const toCustomer = 'results.decision.notify == "customer"';

const edges = (): GraphEdge[] => [
  { id: "input-desk", kind: "flow", from: "input", to: "desk", context: [] },
  { id: "desk-output", kind: "flow", from: "desk", to: "output", context: [] },
  worker("retrieval", [field("orderId", "input.orderId")]),
  worker("decision", [
    field("orderId", "input.orderId"),
    field("facts", "results.data_retrieval", orderFacts),
    note,
  ]),
  worker("action", [
    field("orderId", "input.orderId"),
    field("action", "results.decision.action"),
    field("reason", "results.decision.reason"),
  ]),
  worker("notification", [
    field("to", `${toCustomer} ? results.data_retrieval.order.email : "${SERVICE_DESK}"`),
    field("name", `${toCustomer} ? results.data_retrieval.order.contact : "colleagues"`),
    field("subject", "results.decision.subject"),
    field("message", "results.decision.message"),
  ]),
  uses("retrieval", "erp"),
  uses("retrieval", "wms"),
  uses("retrieval", "tms"),
  uses("decision", "rules", {
    orderId: "context.orderId",
    found: "context.facts.found",
    unavailable: "context.facts.unavailable",
    order: "context.facts.order",
    stock: "context.facts.stock",
    shipment: "context.facts.shipment",
  }),
  uses("action", "update", { orderId: "context.orderId", action: "context.action", note: "context.reason" }),
  uses("notification", "mail", { to: "context.to", name: "context.name" }),
];

/**
 * Upper left corners of nodes that are 232 px wide and up to 150 px tall: the way on top, the workers under the
 * supervisor, each one's tools in a row under it.
 */
const layout: Layout = {
  input: { x: 256, y: 0 },
  desk: { x: 784, y: 0 },
  output: { x: 1312, y: 0 },
  retrieval: { x: 256, y: 200 },
  decision: { x: 784, y: 200 },
  action: { x: 1048, y: 200 },
  notification: { x: 1312, y: 200 },
  erp: { x: 0, y: 400 },
  wms: { x: 256, y: 400 },
  tms: { x: 512, y: 400 },
  rules: { x: 784, y: 400 },
  update: { x: 1048, y: 400 },
  mail: { x: 1312, y: 400 },
};

/** The bundled template: a supervisor with four workers solves an order's exception in the demo company. */
export const orderException = (): WorkflowDocument =>
  structuredClone({
    graph: {
      ...emptyGraph(),
      defaultModel: { connectionId: null, model: "gpt-5-mini" },
      nodes: [input, orderDesk(), ...orderWorkers(), ...orderTools(), output],
      edges: edges(),
    },
    layout,
  });
