import type { Fill, GraphEdge } from "../edge.ts";
import type { GraphEdit } from "../graph-edit.ts";
import { callees, type GraphIndex } from "../graph-index.ts";
import type { Issue } from "../issue.ts";
import { itemKey } from "../item.ts";
import type { ToolNode, WorkflowNode } from "../node.ts";
import { type Check, called } from "./check.ts";
import { writesStatement } from "./missing-parameters.ts";
import { samePath } from "./same-path.ts";

/** Everything that is handed over gets its value from somewhere, and only what there is room for is filled. */
export const fills: Check = (index) =>
  index.graph.edges.flatMap((edge) => {
    const list = edge.kind === "tool" ? edge.fills : edge.context;
    return list.flatMap((field) => [
      ...unfilled(index, edge, field),
      ...(edge.kind === "tool" ? undeclared(index, edge, field.name) : []),
    ]);
  });

/** What is filled on an edge: a field of its context, or a parameter of a tool. */
type Filled = { id?: string; name: string; fill: Fill };

const placeOf = (edge: GraphEdge, field: Filled) => [
  edge.kind === "tool" ? "fills" : "context",
  itemKey(field) ?? field.name,
];

function unfilled(index: GraphIndex, edge: GraphEdge, filled: Filled): Issue[] {
  const { name, fill } = filled;
  const why = whyUnfilled(index, edge, name, fill);
  if (!why) return [];
  const field = [...placeOf(edge, filled), "fill", ...(fill.by === "path" ? ["path"] : [])];
  return [
    {
      code: fill.by === "path" ? "no-path" : "nothing-fills",
      severity: "error",
      edgeId: edge.id,
      field,
      message: why,
      fix: refill(index, edge, filled),
    },
  ];
}

function whyUnfilled(index: GraphIndex, edge: GraphEdge, name: string, fill: Fill): string | null {
  const to = called(index.node(edge.to));
  if (fill.by === "path")
    return fill.path.trim() === ""
      ? `“${name}” for ${to} is to come from a path, and there is none yet.`
      : null;
  if (isWithoutModel(edge)) {
    const where = edge.kind === "flow" ? "a “then” edge" : "a “for each” edge";
    return `Nothing can fill “${name}” for ${to}: on ${where} no model chooses values. Give it a path.`;
  }
  if (fill.by === "model") return null;
  const from = index.node(edge.from);
  if (from?.kind !== "supervisor")
    return `Nothing can fill “${name}” for ${to}: only a supervisor passes results by reference. Give it a path.`;
  return callees(index, edge.from).some((callee) => callee.node.id !== edge.to)
    ? null
    : `Nothing can fill “${name}” for ${to}: ${called(from)} asks nobody else whose result it could pass.`;
}

/** The input's field of the same name if there is one; else the model, where one calls; else the field goes. */
function refill(index: GraphIndex, edge: GraphEdge, filled: Filled): NonNullable<Issue["fix"]> {
  const path = samePath(index, edge, filled.name);
  const place = placeOf(edge, filled);
  const set = (fill: Fill): GraphEdit[] => [
    { type: "edge-change", id: edge.id, path: [...place, "fill"], value: fill },
  ];
  if (path) return { label: `Take it from ${path}`, edits: set({ by: "path", path }) };
  if (!isWithoutModel(edge)) return { label: "Let the model fill it", edits: set({ by: "model" }) };
  return { label: "Remove this field", edits: [{ type: "edge-change", id: edge.id, path: place }] };
}

/** Whether control, or an item, comes along an edge without anybody's call. */
const isWithoutModel = ({ kind }: GraphEdge) => kind === "flow" || kind === "item";

function undeclared(index: GraphIndex, edge: GraphEdge, name: string): Issue[] {
  const tool = index.node(edge.to);
  if ((tool?.kind !== "tool" && tool?.kind !== "workflow") || declares(tool, name)) return [];
  return [
    {
      code: "field-not-declared",
      severity: "error",
      edgeId: edge.id,
      field: ["fills", name, "name"],
      message: `“${name}” is filled for ${called(tool)}, which has no such parameter.`,
      fix: {
        label: `Remove “${name}” here`,
        edits: [{ type: "edge-change", id: edge.id, path: ["fills", name] }],
      },
    },
  ];
}

const declares = (node: ToolNode | WorkflowNode, name: string) =>
  Object.hasOwn(node.parameters.properties, name) || (writesStatement(node) && name === "statement");
