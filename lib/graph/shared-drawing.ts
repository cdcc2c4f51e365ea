import type { ContextField, GraphEdge } from "./edge.ts";
import { SCHEMA_VERSION, type WorkflowDocument } from "./graph.ts";
import { newNode } from "./new-node.ts";
import type { GraphNode } from "./node.ts";

/** What of a drawing goes out beside its shape, names and descriptions. */
export type SharedParts = {
  /** Instructions of agents and supervisors, templates of outputs, and notes. */
  instructions: boolean;
  /** Forms, contexts, parameters and results by their fields, and conditions. */
  fields: boolean;
};

/**
 * A drawing as strangers may see it. It is built anew from what is allowed, so that what is added to documents later stays
 * inside until somebody allows it: no ids but new ones, no connections, statements, addresses, rules, samples or replies.
 * Pure.
 */
export function sharedDrawing({ graph, layout }: WorkflowDocument, parts: SharedParts): WorkflowDocument {
  const ids = new Map(graph.nodes.map(({ id }, index) => [id, `n${index + 1}`]));
  const idOf = (id: string) => ids.get(id) ?? "gone";
  return {
    graph: {
      schemaVersion: SCHEMA_VERSION,
      defaultModel: graph.defaultModel && { connectionId: null, model: graph.defaultModel.model },
      nodes: graph.nodes.map((node) => sharedNode(node, idOf(node.id), parts)),
      edges: graph.edges.map((edge, index) =>
        sharedEdge(edge, { id: `e${index + 1}`, from: idOf(edge.from), to: idOf(edge.to) }, parts),
      ),
    },
    layout: Object.fromEntries(
      Object.entries(layout).flatMap(([id, { x, y }]) => (ids.has(id) ? [[idOf(id), { x, y }]] : [])),
    ),
  };
}

function sharedNode(node: GraphNode, id: string, { instructions, fields }: SharedParts): GraphNode {
  const { kind, name, referenceName, description } = node;
  const toolType = node.kind === "tool" ? node.tool.type : undefined;
  const fresh = { ...newNode(kind, id, { toolType, name }), referenceName, description };
  // What a new node of this kind begins with, each with what is allowed of this one.
  switch (node.kind) {
    case "input":
      return { ...fresh, ...(fields && { schema: node.schema }) } as GraphNode;
    case "agent":
    case "supervisor": {
      const models = node.models.map(({ model }, index) => ({
        id: `m${index + 1}`,
        connectionId: null,
        model,
      }));
      return {
        ...{ ...fresh, models, ...joinOf(node) },
        ...(instructions && { instructions: node.instructions }),
        ...(fields && node.kind === "agent" && { output: node.output }),
      } as GraphNode;
    }
    case "tool":
      return { ...fresh, ...joinOf(node), ...(fields && { parameters: node.parameters }) } as GraphNode;
    case "branch":
      return { ...fresh, ...joinOf(node), takes: node.takes } as GraphNode;
    case "map":
      return {
        ...{ ...fresh, ...joinOf(node), concurrency: node.concurrency, failedItems: node.failedItems },
        ...(fields && { items: node.items }),
      } as GraphNode;
    case "workflow":
      return { ...fresh, ...joinOf(node), ...(fields && { parameters: node.parameters }) } as GraphNode;
    case "output":
      return { ...fresh, ...joinOf(node), ...(instructions && { template: node.template }) } as GraphNode;
    case "note":
      return { ...fresh, ...(instructions && { text: node.text }) } as GraphNode;
    case "unknown":
      return fresh;
  }
}

const joinOf = ({ join }: Pick<Extract<GraphNode, { kind: "agent" }>, "join">) =>
  join && { join: { needs: join.needs, withinMs: join.withinMs } };

type Ends = { id: string; from: string; to: string };

function sharedEdge(edge: GraphEdge, ends: Ends, { fields }: SharedParts): GraphEdge {
  switch (edge.kind) {
    case "flow": {
      const { on, when, back } = edge;
      return {
        ...{ ...ends, kind: edge.kind, context: fields ? contextOf(edge.context) : [] },
        ...(on && { on }),
        ...(when !== undefined && fields && { when }),
        ...(back && { back: { most: back.most, usedUp: back.usedUp } }),
      };
    }
    case "handoff": {
      const { back } = edge;
      return {
        ...{ ...ends, kind: edge.kind, context: fields ? contextOf(edge.context) : [] },
        ...(back && { back: { most: back.most, usedUp: back.usedUp } }),
      };
    }
    case "worker":
    case "item":
      return { ...ends, kind: edge.kind, context: fields ? contextOf(edge.context) : [] };
    case "tool":
      return {
        ...{ ...ends, kind: edge.kind },
        fills: fields ? edge.fills.map(({ name, fill }) => ({ name, fill })) : [],
      };
  }
}

const contextOf = (context: readonly ContextField[]): ContextField[] =>
  context.map(({ name, schema, required, fill }, index) => ({
    ...{ id: `f${index + 1}`, name, schema, required, fill },
  }));
