import type { GraphEdge, ItemEdge } from "../edge.ts";
import type { GraphEdit } from "../graph-edit.ts";
import type { GraphIndex } from "../graph-index.ts";
import type { Issue } from "../issue.ts";
import { itemShape } from "../item-shape.ts";
import { typeWords } from "../value-type.ts";
import { type Check, called } from "./check.ts";
import { missingOnFlows } from "./missing-on-flows.ts";
import { addField, fieldFor, type Parametric, type Unfilled } from "./parameter-field.ts";

/**
 * Checks that tools and workflows get the parameters that they require from the edges that lead to them, where no
 * agent's call fills them: in each way in which they can begin by flows, and for each item and from each supervisor.
 */
export const missingParameters: Check = (index) =>
  index.graph.nodes.flatMap((node) =>
    node.kind === "tool" || node.kind === "workflow"
      ? [
          ...missingOnFlows(index, node, neededBy(node)),
          ...index.into(node.id).flatMap((edge) => ofAsker(index, node, edge)),
        ]
      : [],
  );

/** Whether the model writes the statement of a tool, which is a parameter then. */
export const writesStatement = (node: Parametric) =>
  node.kind === "tool" && node.tool.type === "sql" && node.tool.mode === "model";

const neededBy = (node: Parametric): string[] => [
  ...new Set([...node.parameters.required, ...(writesStatement(node) ? ["statement"] : [])]),
];

function ofAsker(index: GraphIndex, node: Parametric, edge: GraphEdge): Issue[] {
  if (edge.kind === "item" && edge.context.length === 0) return ofBareItem(index, node, edge);
  if (edge.kind !== "item" && (edge.kind !== "worker" || node.kind !== "workflow")) return [];
  const given = new Set(edge.context.map((field) => field.name));
  return neededBy(node)
    .filter((name) => !given.has(name))
    .map((name) => missing(index, node, { edge, name }));
}

function missing(index: GraphIndex, node: Parametric, { edge, name }: Unfilled): Issue {
  const field = fieldFor(index, node, { edge, name });
  return {
    code: "field-not-filled",
    severity: "error",
    edgeId: edge.id,
    field: ["context"],
    message: `${called(node)} requires “${name}”, and the edge that leads to it doesn't hand it over.`,
    ...(field && { fix: addField(edge, field) }),
  };
}

/** Without fields, the item itself has to be what is required, as far as its shape is known. */
function ofBareItem(index: GraphIndex, node: Parametric, edge: ItemEdge): Issue[] {
  const shape = itemShape(index, edge.from);
  const needed = neededBy(node);
  const [only] = needed;
  if (shape.type === undefined || only === undefined) return [];
  const issue = {
    code: "field-not-filled" as const,
    severity: "error" as const,
    edgeId: edge.id,
    field: ["context"],
  };
  const fix = eachFilled(index, node, edge);
  if (shape.type !== "object") {
    if (needed.length === 1) return [];
    const names = needed.map((name) => `“${name}”`).join(", ");
    const message = `${called(node)} requires ${names}, and an item is ${typeWords(shape.type)}: add a field for each.`;
    return [{ ...issue, message, ...fix }];
  }
  const { properties } = shape;
  if (!properties || Object.keys(properties).length === 0) return [];
  return needed
    .filter((name) => !Object.hasOwn(properties, name))
    .map((name) => ({
      ...issue,
      message: `${called(node)} requires “${name}”, and the items of ${called(index.node(edge.from))} have no such field.`,
      ...fix,
    }));
}

/** Fields take the place of the item, so there has to be one for everything that is required. */
function eachFilled(index: GraphIndex, node: Parametric, edge: ItemEdge): Pick<Issue, "fix"> {
  const fields = neededBy(node).map((name) => fieldFor(index, node, { edge, name }));
  const value = fields.filter((field) => field !== null);
  if (value.length < fields.length) return {};
  const edits: GraphEdit[] = [{ type: "edge-change", id: edge.id, path: ["context"], value }];
  const from = value.map(({ fill }) => (fill.by === "path" ? fill.path : "")).join(", ");
  return { fix: { label: `Take them from ${from}`, edits } };
}
