import { emptyGraph, type Layout, type WorkflowDocument } from "../graph.ts";
import type { InputNode, OutputNode } from "../node.ts";
import { orderEdges } from "./order-edges.ts";
import { orderSystems, orderTools } from "./order-tools.ts";
import { orderDesk, orderWorkers } from "./order-workers.ts";

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

/**
 * Upper left corners of nodes that are 232 px wide and 104 px tall: the way from left to right, what is read above it, the
 * workers under the supervisor, each one's tool under it.
 */
const layout: Layout = {
  dispatch: { x: 700, y: 0 },
  tms: { x: 296, y: 60 },
  wms: { x: 296, y: 176 },
  erp: { x: 296, y: 292 },
  input: { x: 0, y: 360 },
  desk: { x: 1000, y: 360 },
  output: { x: 1320, y: 360 },
  retrieval: { x: 744, y: 520 },
  decision: { x: 1000, y: 520 },
  action: { x: 1256, y: 520 },
  notification: { x: 1512, y: 520 },
  rules: { x: 1000, y: 652 },
  update: { x: 1256, y: 652 },
  mail: { x: 1512, y: 652 },
};

/**
 * The bundled template: three systems are read at once, and a supervisor with four workers solves an order's exception in
 * the demo company.
 */
export const orderException = (): WorkflowDocument =>
  structuredClone({
    graph: {
      ...emptyGraph(),
      defaultModel: { connectionId: null, model: "gpt-5-mini" },
      nodes: [input, ...orderSystems(), orderDesk(), ...orderWorkers(), ...orderTools(), output],
      edges: orderEdges(),
    },
    layout,
  });
