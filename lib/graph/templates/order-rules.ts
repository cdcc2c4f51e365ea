import type { Rule } from "../tool.ts";

/** What a decision may come to; a rule's result begins with one of them and a colon. */
export const orderActions = [
  "none",
  "review",
  "ask",
  "hold",
  "redirect",
  "finance",
  "expedite",
  "refund",
  "inform",
  "split",
] as const;

const late =
  'parameters.order.status == "shipped" && parameters.shipment.etaOn > parameters.order.promisedOn';
const short = "parameters.stock.exists(s, s.reserved < s.wanted)";
const missing = "parameters.stock.filter(s, s.reserved < s.wanted)[0]";
const onHold =
  'parameters.order.creditHold && !(parameters.order.status in ["shipped", "delivered", "cancelled"])';

/**
 * The twelve business rules of the order desk, over the facts as parameters. The one that fires with the highest
 * priority decides; its result is "action: reason".
 */
export const orderRules = (): Rule[] => [
  {
    id: "system-unreachable",
    name: "A system could not be read",
    when: "size(parameters.unavailable) > 0",
    result:
      'review: {{ parameters.unavailable.join(", ") }} could not be read, so nothing is decided by rule. The service desk looks at order {{ parameters.orderId }}.',
    priority: 1_000,
  },
  {
    id: "unknown-order",
    name: "Unknown order",
    when: "!parameters.found && size(parameters.unavailable) == 0",
    result:
      "ask: The ERP has no order {{ parameters.orderId }}. The service desk asks for the right number; nothing is changed.",
    priority: 950,
  },
  {
    id: "cancelled",
    name: "Cancelled already",
    when: 'parameters.order.status == "cancelled"',
    result: "none: Order {{ parameters.orderId }} was cancelled, so there is nothing to solve.",
    priority: 900,
  },
  {
    id: "delivered",
    name: "Delivered already",
    when: 'parameters.order.status == "delivered"',
    result:
      "none: Order {{ parameters.orderId }} was delivered on {{ parameters.shipment.deliveredOn }}, so there is nothing to solve.",
    priority: 880,
  },
  {
    id: "label-differs",
    name: "Address mismatch before dispatch",
    when: 'parameters.shipment.status == "label created" && parameters.shipment.shipTo != parameters.order.shipTo',
    result:
      "hold: The label of {{ parameters.shipment.shipmentId }} says {{ parameters.shipment.shipTo }}, the order says {{ parameters.order.shipTo }}. The parcel waits until the address is confirmed; please reply with the right one.",
    priority: 800,
  },
  {
    id: "address-differs",
    name: "Address mismatch on the way",
    when: 'parameters.shipment.status in ["in transit", "delayed"] && parameters.shipment.shipTo != parameters.order.shipTo',
    result:
      "redirect: {{ parameters.shipment.shipmentId }} is on its way to {{ parameters.shipment.shipTo }}, the order says {{ parameters.order.shipTo }}. {{ parameters.shipment.carrier }} is asked to redirect it.",
    priority: 790,
  },
  {
    id: "credit-hold",
    name: "Customer on credit hold",
    when: onHold,
    result:
      "finance: The account of {{ parameters.order.customer }} is on credit hold, so order {{ parameters.orderId }} waits until finance releases it.",
    priority: 700,
  },
  {
    id: "late-important",
    name: "Late for an important customer",
    when: `${late} && parameters.order.tier in ["priority", "key"]`,
    result:
      "expedite: {{ parameters.shipment.shipmentId }} was promised for {{ parameters.order.promisedOn }} and will come on {{ parameters.shipment.etaOn }} ({{ parameters.shipment.delayReason }}). {{ parameters.order.customer }} is a {{ parameters.order.tier }} customer, so {{ parameters.shipment.carrier }} is asked for express delivery at our cost.",
    priority: 650,
  },
  {
    id: "late-refund",
    name: "Late, the carrier refunds",
    when: `${late} && parameters.shipment.refundsLate`,
    result:
      "refund: {{ parameters.shipment.shipmentId }} was promised for {{ parameters.order.promisedOn }} and will come on {{ parameters.shipment.etaOn }} ({{ parameters.shipment.delayReason }}). {{ parameters.shipment.carrier }} refunds late deliveries, so the shipping cost is given back.",
    priority: 600,
  },
  {
    id: "late",
    name: "Late",
    when: late,
    result:
      "inform: {{ parameters.shipment.shipmentId }} was promised for {{ parameters.order.promisedOn }} and will come on {{ parameters.shipment.etaOn }} ({{ parameters.shipment.delayReason }}). We are sorry; the customer is told the new date.",
    priority: 590,
  },
  {
    id: "short-stock",
    name: "Short stock",
    when: short,
    result: `split: Of {{ ${missing}.sku }} only {{ ${missing}.reserved }} of {{ ${missing}.wanted }} are there. What is there leaves now, the rest after the next delivery on {{ ${missing}.nextDeliveryOn }}.`,
    priority: 500,
  },
  {
    id: "no-exception",
    name: "No exception",
    when: `parameters.found && size(parameters.unavailable) == 0 && !(parameters.order.status in ["cancelled", "delivered"]) && !(${onHold}) && !${short} && (parameters.shipment.status == "none" || (parameters.shipment.shipTo == parameters.order.shipTo && parameters.shipment.etaOn <= parameters.order.promisedOn))`,
    result:
      "none: Order {{ parameters.orderId }} is on schedule for {{ parameters.order.promisedOn }}; there is no exception.",
    priority: 10,
  },
];
