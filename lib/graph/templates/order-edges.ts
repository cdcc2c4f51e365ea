import type { ContextField, Fill, FlowEdge, GraphEdge } from "../edge.ts";
import type { JsonSchema } from "../json-schema.ts";
import { orderFacts } from "./order-facts.ts";

const SERVICE_DESK = "service-desk@harbour-pine.example";

/** What the order desk is told when a person has to look the shipment up. */
const ESCALATED = "Dispatch was asked by mail to look the shipment up.";

const path = (source: string): Fill => ({ by: "path", path: source });
const text: JsonSchema = { type: "string" };
const object: JsonSchema = { type: "object" };

function field(name: string, source: string, schema: JsonSchema = text): ContextField {
  return { id: name, name, schema, required: true, fill: path(source) };
}

/** A field that is left out where there is nothing at its path. */
const ifThere = (name: string, source: string, schema: JsonSchema = text): ContextField => ({
  ...field(name, source, schema),
  required: false,
});

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

const flow = (from: string, to: string, context: ContextField[] = []): FlowEdge => ({
  id: `${from}-${to}`,
  kind: "flow",
  from,
  to,
  context,
});

const worker = (to: string, context: ContextField[]): GraphEdge => ({
  id: `desk-${to}`,
  kind: "worker",
  from: "desk",
  to,
  context,
});

function uses(from: string, to: string, paths: Record<string, string>): GraphEdge {
  const fills = Object.entries(paths).map(([name, source]) => ({ name, fill: path(source) }));
  return { id: `${from}-${to}`, kind: "tool", from, to, fills };
}

/** The three reads begin together; without the TMS, dispatch is asked; the desk gets what has come. */
const reads = (): FlowEdge[] => [
  flow("input", "erp", [field("orderId", "input.orderId")]),
  flow("input", "wms", [field("orderId", "input.orderId")]),
  flow("input", "tms", [field("orderId", "input.orderId")]),
  flow("input", "desk", [field("orderId", "input.orderId"), ifThere("note", "input.note")]),
  flow("erp", "desk", [field("erp", "results.erp_order", object)]),
  flow("wms", "desk", [field("wms", "results.wms_stock", object)]),
  flow("tms", "desk", [field("tms", "results.tms_shipment", object)]),
  {
    ...flow("tms", "dispatch", [field("orderId", "input.orderId"), field("reason", "failure.message")]),
    on: "failed",
  },
  flow("dispatch", "desk", [field("escalation", `"${ESCALATED}"`)]),
  flow("desk", "output"),
];

const toCustomer = 'results.decision.notify == "customer"';

const asked = (): GraphEdge[] => [
  worker("retrieval", [
    field("orderId", "input.orderId"),
    ifThere("erp", "context.erp", object),
    ifThere("wms", "context.wms", object),
    ifThere("tms", "context.tms", object),
  ]),
  worker("decision", [
    field("orderId", "input.orderId"),
    field("facts", "results.data_retrieval", orderFacts),
    ifThere("escalation", "context.escalation"),
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
];

const used = (): GraphEdge[] => [
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

/** The edges of the order exception: how control goes, whom the desk asks, and what they use. */
export const orderEdges = (): GraphEdge[] => [...reads(), ...asked(), ...used()];
