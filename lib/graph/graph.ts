import { z } from "zod";
import { GraphEdge } from "./edge.ts";
import { GraphNode, ModelChoice, NodeId } from "./node.ts";

export const SCHEMA_VERSION = 4;
export const MAX_NODES = 2_000;
export const MAX_EDGES = 10_000;

/** What a person draws, without layout or anything about runs. */
export const Graph = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  /** The model of every agent and supervisor without one of its own; null: none is chosen yet. */
  defaultModel: ModelChoice.nullable(),
  nodes: z.array(GraphNode).max(MAX_NODES),
  edges: z.array(GraphEdge).max(MAX_EDGES),
});
export type Graph = z.infer<typeof Graph>;

/** An empty graph. */
export const emptyGraph = (): Graph => ({
  schemaVersion: SCHEMA_VERSION,
  defaultModel: null,
  nodes: [],
  edges: [],
});

/** Position of a node's upper left corner on the canvas, px. */
export const Position = z.strictObject({
  x: z.number().min(-1e6).max(1e6),
  y: z.number().min(-1e6).max(1e6),
});
export type Position = z.infer<typeof Position>;

/** Layout by node id. */
export const Layout = z.record(NodeId, Position);
export type Layout = z.infer<typeof Layout>;

/** A saved workflow: the graph and, separately, its layout. */
export const WorkflowDocument = z.strictObject({ graph: Graph, layout: Layout });
export type WorkflowDocument = z.infer<typeof WorkflowDocument>;
