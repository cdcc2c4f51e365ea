import { z } from "zod";
import { EdgeId, GraphEdge } from "./edge.ts";
import { Position } from "./graph.ts";
import { Json } from "./json.ts";
import { GraphNode, NodeId } from "./node.ts";

const PropertyPath = z.array(z.string().max(200)).min(1).max(40);
/** The position in its list of what is added or moved; absent: at the end. Inverses use it to restore the order. */
const index = z.int().nonnegative().optional();
const property = { path: PropertyPath, value: Json.optional(), index };

/**
 * One change of a document by a person. `graph-change`, `node-change` and `edge-change` set one property by its
 * path, such as `["tool","statement"]` or `["tool","rules","r1","when"]`; items of lists are addressed by their id
 * (see `itemKey`). Without `value` they remove an optional property or an item. `node-move` sets a place on the canvas;
 * `edge-move` a place among the edges, whose order is that of a branch's cases, or the last place where there are fewer.
 */
export const GraphEdit = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("node-add"), node: GraphNode, position: Position.nullable(), index }),
  z.strictObject({ type: z.literal("graph-change"), ...property }),
  z.strictObject({ type: z.literal("node-change"), id: NodeId, ...property }),
  z.strictObject({ type: z.literal("node-move"), id: NodeId, position: Position.nullable() }),
  z.strictObject({ type: z.literal("node-remove"), id: NodeId }),
  z.strictObject({ type: z.literal("edge-add"), edge: GraphEdge, index }),
  z.strictObject({ type: z.literal("edge-change"), id: EdgeId, ...property }),
  z.strictObject({ type: z.literal("edge-move"), id: EdgeId, index: z.int().nonnegative() }),
  z.strictObject({ type: z.literal("edge-remove"), id: EdgeId }),
]);
export type GraphEdit = z.infer<typeof GraphEdit>;
