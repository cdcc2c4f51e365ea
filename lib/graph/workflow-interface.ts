import { boundedShape } from "./bounded-shape.ts";
import type { Graph } from "./graph.ts";
import { type GraphIndex, indexGraph } from "./graph-index.ts";
import { emptyObjectSchema, type JsonSchema, type ObjectSchema } from "./json-schema.ts";
import { nodeResultShape } from "./result-in-scope.ts";
import { shownBy } from "./shown-by.ts";

/** What a workflow is to those who use it as a step: the form of its input and the shape of its result. */
export type WorkflowInterface = { parameters: ObjectSchema; result: JsonSchema };

/** How a graph looks from outside. */
export function interfaceOf(graph: Graph): WorkflowInterface {
  const index = indexGraph(graph);
  const input = graph.nodes.find((node) => node.kind === "input");
  return { parameters: input?.schema ?? emptyObjectSchema(), result: resultOfOutputs(index) };
}

/** The interface of a graph as a node that uses it keeps it: written down, however deep its supervisors are. */
export function nodeInterface(graph: Graph): WorkflowInterface {
  const { parameters, result } = interfaceOf(graph);
  return { parameters, result: boundedShape(result) };
}

/** Several outputs may differ in what they give; then nothing is known. */
function resultOfOutputs(index: GraphIndex): JsonSchema {
  const shapes = index.graph.nodes.flatMap((node) =>
    node.kind === "output" ? [shapeOf(index, node.id)] : [],
  );
  const [only, ...others] = shapes;
  return only && others.every((one) => JSON.stringify(one) === JSON.stringify(only)) ? only : {};
}

function shapeOf(index: GraphIndex, output: string): JsonSchema {
  const node = index.node(output);
  if (node?.kind !== "output") return {};
  if (node.template.trim() !== "") return { type: "string" };
  const shown = shownBy(index, node).flatMap((id) => index.node(id) ?? []);
  const [only, ...others] = shown;
  if (only && others.length === 0) return nodeResultShape(index, only);
  const properties = shown.map((one) => [one.referenceName, nodeResultShape(index, one)] as const);
  return { type: "object", properties: Object.fromEntries(properties) };
}
