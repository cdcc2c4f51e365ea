import type { JsonSchema, ObjectSchema } from "../json-schema.ts";

const text = (description?: string): JsonSchema => ({ type: "string", ...(description && { description }) });

function object(properties: Record<string, JsonSchema>): ObjectSchema {
  return { type: "object", properties, required: Object.keys(properties) };
}

const order = object({
  status: text('"unknown" when there is no such order'),
  promisedOn: text("ISO day"),
  shipTo: text("address in one line, exactly as read"),
  customer: text(),
  contact: text(),
  email: text(),
  tier: text("standard, priority or key"),
  creditHold: { type: "boolean" },
});

const line = object({ sku: text(), product: text(), quantity: { type: "integer" } });

const stock = object({
  sku: text(),
  warehouse: text(),
  wanted: { type: "integer" },
  reserved: { type: "integer" },
  nextDeliveryOn: text("ISO day; empty when none is expected"),
});

const shipment = object({
  shipmentId: text(),
  status: text('"none" when there is no shipment'),
  carrier: text(),
  refundsLate: { type: "boolean" },
  etaOn: text("ISO day"),
  deliveredOn: text("ISO day; empty while it is under way"),
  delayReason: text(),
  shipTo: text("address on the label in one line, exactly as read"),
});

/** What Data retrieval answers: the facts of one order from what three systems said, without an opinion. */
export const orderFacts: ObjectSchema = object({
  found: { type: "boolean", description: "whether the ERP has the order" },
  unavailable: { type: "array", items: text(), description: "systems that could not be read: ERP, WMS, TMS" },
  order,
  lines: { type: "array", items: line },
  stock: { type: "array", items: stock },
  shipment,
});

/** The parameters of the rules tool: the order number and the facts that rules look at. */
export const ruleParameters: ObjectSchema = object({
  orderId: text(),
  ...Object.fromEntries(
    ["found", "unavailable", "order", "stock", "shipment"].map((name) => [
      name,
      orderFacts.properties[name] ?? {},
    ]),
  ),
});

/** The facts from the rows that were read, as CEL: the simulated reply of Data retrieval. */
export const factsFromRows = `{
  "found": has(context.erp) && size(context.erp.rows) > 0,
  "unavailable": (has(context.erp) ? [] : ["ERP"]) + (has(context.wms) ? [] : ["WMS"])
    + (has(context.tms) ? [] : ["TMS"]),
  "order": has(context.erp) && size(context.erp.rows) > 0
    ? dyn(context.erp.rows.map(o, {"status": o.status, "promisedOn": o.promisedOn, "shipTo": o.shipTo,
        "customer": o.customer, "contact": o.contact, "email": o.email, "tier": o.tier,
        "creditHold": o.creditHold == 1})[0])
    : dyn({"status": "unknown", "promisedOn": "", "shipTo": "", "customer": "", "contact": "", "email": "",
        "tier": "standard", "creditHold": false}),
  "lines": has(context.erp)
    ? dyn(context.erp.rows.map(l, {"sku": l.sku, "product": l.product, "quantity": l.quantity})) : dyn([]),
  "stock": has(context.wms) ? dyn(context.wms.rows) : dyn([]),
  "shipment": has(context.tms) && size(context.tms.rows) > 0
    ? dyn(context.tms.rows.map(s, {"shipmentId": s.shipmentId, "status": s.status, "carrier": s.carrier,
        "refundsLate": s.refundsLate == 1, "etaOn": s.etaOn, "deliveredOn": s.deliveredOn,
        "delayReason": s.delayReason, "shipTo": s.shipTo})[0])
    : dyn({"shipmentId": "", "status": "none", "carrier": "", "refundsLate": false, "etaOn": "",
        "deliveredOn": "", "delayReason": "", "shipTo": ""})
}`;
