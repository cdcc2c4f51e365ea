import { z } from "zod";
import { ItemId, keyedList } from "./item.ts";
import { FieldName, JsonSchema } from "./json-schema.ts";
import { NodeId } from "./node.ts";

export const EdgeId = z.string().regex(/^[A-Za-z0-9_-]{1,60}$/, "expected 1 to 60 letters, digits, _ or -");
export type EdgeId = z.infer<typeof EdgeId>;

/**
 * How a field gets its value: the model writes it; or the model passes the reference of an earlier result, which
 * the engine replaces with the whole result; or a CEL expression over `input`, `context` and `results` is
 * evaluated.
 */
export const Fill = z.discriminatedUnion("by", [
  z.strictObject({ by: z.literal("model") }),
  z.strictObject({ by: z.literal("reference") }),
  z.strictObject({ by: z.literal("path"), path: z.string().max(2_000) }),
]);
export type Fill = z.infer<typeof Fill>;

/** One field of a context: what the receiver gets under `name`. */
export const ContextField = z.strictObject({
  id: ItemId,
  name: FieldName,
  schema: JsonSchema,
  required: z.boolean(),
  fill: Fill,
});
export type ContextField = z.infer<typeof ContextField>;

const ends = { id: EdgeId, from: NodeId, to: NodeId };
const Context = keyedList(ContextField, 100);

/** How often a way back may be taken before the step it comes from fails, or goes on by its other flows. */
export const WayBack = z.strictObject({
  most: z.int().min(1).max(100),
  usedUp: z.enum(["fail", "go-on"]),
});
export type WayBack = z.infer<typeof WayBack>;

/** How often a new way back may be taken. */
export const DEFAULT_ROUNDS = 3;

/**
 * "then": control goes on. The context is filled by path only; an empty one hands on the result of `from`, under
 * its reference name, and the run's input.
 */
export const FlowEdge = z.strictObject({
  ...ends,
  kind: z.literal("flow"),
  context: Context,
  /** It follows on a failure of `from`; absent: on its success. */
  on: z.literal("failed").optional(),
  /**
   * CEL over `input` and `results` that must be true for control to go this way. Absent: always or, from a branch,
   * where no other case holds.
   */
  when: z.string().max(2_000).optional(),
  /** Control goes back to a step that came before, for another round. Absent: it goes forward. */
  back: WayBack.optional(),
});
export type FlowEdge = z.infer<typeof FlowEdge>;

/** "asks": the supervisor `from` may call the worker `to` with this context. */
export const WorkerEdge = z.strictObject({ ...ends, kind: z.literal("worker"), context: Context });
export type WorkerEdge = z.infer<typeof WorkerEdge>;

/** "can use": the agent `from` may call the tool `to`. Parameters not in `fills` are written by the model. */
export const ToolEdge = z.strictObject({
  ...ends,
  kind: z.literal("tool"),
  fills: keyedList(z.strictObject({ name: FieldName, fill: Fill }), 100),
});
export type ToolEdge = z.infer<typeof ToolEdge>;

/**
 * "for each": the map `from` asks `to` for each item. The context is filled by path, which also sees `item` and `index`
 * (0, 1 …). An empty one hands on the item.
 */
export const ItemEdge = z.strictObject({ ...ends, kind: z.literal("item"), context: Context });
export type ItemEdge = z.infer<typeof ItemEdge>;

/**
 * "hands over": the agent `from` may give control to `to`, with this context, and doesn't get it back. An empty context
 * hands on what `from` received. `back`: to a step that came before, for another round.
 */
export const HandoffEdge = z.strictObject({
  ...ends,
  kind: z.literal("handoff"),
  context: Context,
  back: WayBack.optional(),
});
export type HandoffEdge = z.infer<typeof HandoffEdge>;

export const GraphEdge = z.discriminatedUnion("kind", [
  FlowEdge,
  WorkerEdge,
  ToolEdge,
  ItemEdge,
  HandoffEdge,
]);
export type GraphEdge = z.infer<typeof GraphEdge>;
export type EdgeKind = GraphEdge["kind"];

/** An edge along which control goes on. */
export type ControlEdge = FlowEdge | HandoffEdge;

/** Whether control goes on along an edge; along the others somebody is asked, and answers. */
export const isControl = (edge: GraphEdge): edge is ControlEdge =>
  edge.kind === "flow" || edge.kind === "handoff";

/** A flow that goes back for another round. */
export type BackEdge = ControlEdge & { back: WayBack };

/** Whether an edge is a way back. */
export function isWayBack(edge: GraphEdge): edge is BackEdge {
  return isControl(edge) && edge.back !== undefined;
}
