import type { GraphEdge } from "../lib/graph/edge.ts";
import { emptyGraph, type WorkflowDocument } from "../lib/graph/graph.ts";
import { newNode } from "../lib/graph/new-node.ts";
import type { GraphNode, NodeKind } from "../lib/graph/node.ts";

const named = (kind: NodeKind, id: string, name: string, more: object = {}): GraphNode => ({
  ...newNode(kind, id, { name }),
  ...more,
});

/** A list that a map goes through, and behind it a desk that hands over, there and back; for looking at all of it. */
export function mapAndDesk(): WorkflowDocument {
  const lines = { type: "array", items: { type: "string" } };
  const schema = { type: "object", properties: { lines }, required: ["lines"] };
  const edge = (kind: GraphEdge["kind"], from: string, to: string, more: object = {}) => ({
    ...{ id: `${from}-${kind}-${to}`, kind, from, to },
    ...(kind === "tool" ? { fills: [] } : { context: [] }),
    ...more,
  });
  const edges = [
    edge("flow", "order", "each"),
    edge("item", "each", "checker"),
    edge("flow", "each", "desk"),
    edge("handoff", "desk", "billing"),
    edge("handoff", "desk", "repairs"),
    edge("flow", "desk", "answer"),
    edge("flow", "billing", "answer"),
    edge("handoff", "repairs", "desk", { back: { most: 3, usedUp: "fail" } }),
    edge("flow", "repairs", "pack"),
    edge("flow", "pack", "answer"),
  ];
  const about = (instructions: string, description: string) => ({ instructions, description });
  const nodes = [
    named("input", "order", "Order", { schema }),
    named("map", "each", "Each", { items: "input.lines" }),
    named("agent", "checker", "Checker", about("Check the line.", "Checks one line of an order.")),
    named("agent", "desk", "Desk", about("Hand over to the right one.", "Sorts what comes in.")),
    named("agent", "billing", "Billing", about("Explain bills.", "Answers questions about invoices.")),
    named("agent", "repairs", "Repairs", about("Tell how it is mended.", "Mends broken machines.")),
    named("workflow", "pack", "Pack", { description: "Packs and sends it." }),
    named("output", "answer", "Answer"),
  ];
  const layout = {
    order: { x: 0, y: 0 },
    each: { x: 320, y: 0 },
    checker: { x: 320, y: 176 },
    desk: { x: 640, y: 0 },
    billing: { x: 1040, y: -120 },
    repairs: { x: 1040, y: 120 },
    pack: { x: 1400, y: 160 },
    answer: { x: 1760, y: 0 },
  };
  // Each node and edge has just been given what its kind needs.
  return { graph: { ...emptyGraph(), nodes, edges: edges as GraphEdge[] }, layout };
}
