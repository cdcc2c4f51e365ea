import { boundedShape } from "../bounded-shape.ts";
import { pathsRead } from "../cel.ts";
import type { ContextField, Fill, FlowEdge, ItemEdge, WorkerEdge } from "../edge.ts";
import { flowGraph } from "../flow-graph.ts";
import type { GraphIndex } from "../graph-index.ts";
import type { Issue } from "../issue.ts";
import type { ToolNode, WorkflowNode } from "../node.ts";
import { nodeResultShape } from "../result-in-scope.ts";
import { suits } from "../value-type.ts";
import { samePath } from "./same-path.ts";

/** What receives its parameters and nothing else. */
export type Parametric = ToolNode | WorkflowNode;

/** A parameter that an edge doesn't hand over. */
export type Unfilled = { edge: FlowEdge | ItemEdge | WorkerEdge; name: string };

/** A field that fills a parameter with what has its name; a supervisor's model can write it, too. Null: nothing is likely. */
export function fieldFor(index: GraphIndex, node: Parametric, unfilled: Unfilled): ContextField | null {
  const path = samePath(index, unfilled.edge, unfilled.name);
  if (path) return filledBy(node, unfilled, { by: "path", path });
  return unfilled.edge.kind === "worker" ? filledBy(node, unfilled, { by: "model" }) : null;
}

/**
 * A field for a parameter on a flow: filled as on another flow to the same step where what it reads is there here, too; else with what has
 * its name, with what the flow comes from, or by a path that is still to be given.
 */
export function fieldOnFlow(
  index: GraphIndex,
  node: Parametric,
  unfilled: { edge: FlowEdge; name: string },
): ContextField {
  const { edge, name } = unfilled;
  const path =
    asOnOthers(index, edge, name) ?? samePath(index, edge, name) ?? fromResult(index, node, unfilled) ?? "";
  return filledBy(node, unfilled, { by: "path", path });
}

/** The fix that adds a field. */
export function addField({ id }: Unfilled["edge"], field: ContextField): NonNullable<Issue["fix"]> {
  const { fill, name } = field;
  const from = fill.by === "path" ? fill.path : null;
  return {
    label:
      from === null ? "Let the model fill it" : from === "" ? `Add “${name}” there` : `Take it from ${from}`,
    edits: [{ type: "edge-change", id, path: ["context", field.id], value: field }],
  };
}

function filledBy({ parameters }: Parametric, { edge, name }: Unfilled, fill: Fill): ContextField {
  let id = name;
  for (let number = 2; edge.context.some((field) => field.id === id); number++) id = `${name}_${number}`;
  return { id, name, schema: boundedShape(parameters.properties[name] ?? {}), required: true, fill };
}

function asOnOthers(index: GraphIndex, edge: FlowEdge, name: string): string | null {
  for (const other of index.into(edge.to)) {
    if (other.kind !== "flow" || other.id === edge.id) continue;
    const fill = other.context.find((field) => field.name === name)?.fill;
    if (fill?.by !== "path" || fill.path.trim() === "") continue;
    if (pathsRead(fill.path).every((path) => isThere(index, edge, path))) return fill.path;
  }
  return null;
}

/** Whether what is read is there whenever the flow is taken. */
function isThere(index: GraphIndex, edge: FlowEdge, path: string): boolean {
  const [root, name] = path.split(".");
  if (root !== "results") return root === "input" || root === "context";
  const step = index.graph.nodes.find((node) => node.referenceName === name);
  if (!step) return false;
  if (step.id === edge.from) return edge.on === undefined;
  const mayFail = index.from(step.id).some((other) => other.kind === "flow" && other.on === "failed");
  return !mayFail && flowGraph(index).dominates(step.id, edge.from);
}

/** The result of the step that a flow comes from, or its field of that name, where it is known to be of the right type. */
function fromResult(index: GraphIndex, { parameters }: Parametric, { edge, name }: Unfilled): string | null {
  const from = index.node(edge.from);
  if (!from || (edge.kind === "flow" && edge.on !== undefined) || from.kind === "input") return null;
  const shape = nodeResultShape(index, from);
  const wanted = parameters.properties[name]?.type;
  const path = `results.${from.referenceName}`;
  if (Object.hasOwn(shape.properties ?? {}, name) && suits(wanted, shape.properties?.[name]?.type))
    return `${path}.${name}`;
  return shape.type !== undefined && shape.type === wanted ? path : null;
}
