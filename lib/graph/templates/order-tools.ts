import type { JsonSchema } from "../json-schema.ts";
import type { ToolNode } from "../node.ts";
import { freeReferenceName } from "../reference-name.ts";
import { ruleParameters } from "./order-facts.ts";
import { orderActions, orderRules } from "./order-rules.ts";

/** The practice connections that every workspace is given, by the system they reach. */
export const demoConnections = { erp: "demo-erp", wms: "demo-wms", tms: "demo-tms" } as const;

const DISPATCH = "dispatch@harbour-pine.example";

const orderId: JsonSchema = {
  type: "string",
  description: "Order number: SO- and five digits.",
  examples: ["SO-10412"],
};

const erpStatement = `select o.id as "orderId", o.status, o.promised_on as "promisedOn",
  o.ship_name || ', ' || o.ship_street || ', ' || o.ship_postcode || ' ' || o.ship_city as "shipTo",
  c.name as customer, c.contact, c.email, c.tier, c.credit_hold as "creditHold",
  l.line, l.sku, p.name as product, l.quantity
from orders o
join customers c on c.id = o.customer_id
join order_lines l on l.order_id = o.id
join products p on p.sku = l.sku
where o.id = upper(trim(:orderId))
order by l.line`;

const wmsStatement = `select r.sku, w.name as warehouse, r.wanted, r.reserved,
  coalesce(s.next_delivery_on, '') as "nextDeliveryOn"
from reservations r
join warehouses w on w.id = r.warehouse_id
left join stock s on s.warehouse_id = r.warehouse_id and s.sku = r.sku
where r.order_id = upper(trim(:orderId))
order by r.line`;

const tmsStatement = `select s.id as "shipmentId", s.status, c.name as carrier, c.refunds_late_delivery as "refundsLate",
  s.eta_on as "etaOn", coalesce(s.delivered_on, '') as "deliveredOn", coalesce(s.delay_reason, '') as "delayReason",
  s.to_name || ', ' || s.to_street || ', ' || s.to_postcode || ' ' || s.to_city as "shipTo"
from shipments s
join carriers c on c.id = s.carrier_id
where s.order_id = upper(trim(:orderId))`;

const updateStatement = `update orders set
  status = case :action when 'hold' then 'on hold' when 'finance' then 'on hold'
    when 'split' then 'partly released' else status end,
  resolution = case when :action in ('none', 'review', 'ask') then resolution else :action end,
  resolution_note = :note,
  updated_on = current_date
where id = upper(trim(:orderId))`;

const mailBody = `Dear {{ parameters.name }},

{{ parameters.message }}

Kind regards
The order desk of Harbour & Pine`;

const dispatchBody = `Dear dispatch,

The TMS could not be read for order {{ parameters.orderId }}: {{ parameters.reason }}

Please ask the carrier where the shipment is, and tell the service desk.

The order desk of Harbour & Pine`;

/**
 * The systems that the order is read from. One that is away for a moment is asked again, one that hangs is not: the desk
 * waits for eight seconds. Without the ERP or the WMS, the run goes on with the others.
 */
export const orderSystems = (): ToolNode[] => [
  {
    ...reading("erp", "ERP order", "Reads the order with its lines and the customer.", erpStatement),
    onFailure: { do: "leave-out" },
  },
  {
    ...reading(
      "wms",
      "WMS stock",
      "Reads what is reserved for the order and the next deliveries.",
      wmsStatement,
    ),
    onFailure: { do: "leave-out" },
  },
  reading("tms", "TMS shipment", "Reads the shipment of the order with its carrier and label.", tmsStatement),
  {
    ...node(
      "dispatch",
      "Ask dispatch",
      "Asks dispatch to look the shipment up, because the TMS can't be read.",
    ),
    parameters: {
      type: "object",
      properties: { orderId, reason: { type: "string", description: "Why the TMS could not be read." } },
      required: ["orderId", "reason"],
    },
    tool: {
      type: "email",
      connectionId: null,
      to: DISPATCH,
      subject: "Order {{ parameters.orderId }}: please look the shipment up",
      body: dispatchBody,
    },
    onFailure: { do: "leave-out" },
  },
];

/** The tools of the desk's workers: the rules, one that writes and one that sends. */
export const orderTools = (): ToolNode[] => [
  {
    ...node("rules", "Order rules", "Applies the twelve business rules and says which fire."),
    parameters: ruleParameters,
    tool: { type: "rules", rules: orderRules() },
  },
  {
    ...node("update", "Update order", "Writes the decision to the order in the ERP."),
    parameters: {
      type: "object",
      properties: {
        orderId,
        action: { type: "string", enum: [...orderActions] },
        note: { type: "string", description: "Why, in one or two sentences." },
      },
      required: ["orderId", "action", "note"],
    },
    tool: {
      type: "sql-write",
      connectionId: demoConnections.erp,
      statement: updateStatement,
      timeoutMs: 5_000,
    },
  },
  {
    ...node("mail", "Send mail", "Sends the mail, or puts it into the outbox."),
    parameters: {
      type: "object",
      properties: {
        to: { type: "string", format: "email" },
        name: { type: "string", description: "Whom the mail greets." },
        subject: { type: "string", maxLength: 200 },
        message: { type: "string", description: "The mail's text, without greeting and closing." },
      },
      required: ["to", "name", "subject", "message"],
    },
    tool: {
      type: "email",
      connectionId: null,
      to: "{{ parameters.to }}",
      subject: "{{ parameters.subject }}",
      body: mailBody,
    },
  },
];

function node(id: string, name: string, description: string): Omit<ToolNode, "parameters" | "tool"> {
  return { id, kind: "tool", name, referenceName: freeReferenceName({ name, kind: "tool" }), description };
}

function reading(
  system: keyof typeof demoConnections,
  name: string,
  description: string,
  statement: string,
): ToolNode {
  return {
    ...node(system, name, description),
    parameters: { type: "object", properties: { orderId }, required: ["orderId"] },
    tool: {
      type: "sql",
      connectionId: demoConnections[system],
      mode: "author",
      statement,
      maxRows: 50,
      timeoutMs: 5_000,
    },
    retry: { attempts: 3, backoffMs: 300, errors: ["unreachable", "busy"] },
  };
}
