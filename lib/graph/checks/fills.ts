import type { Fill, GraphEdge } from "../edge.ts";
import type { GraphEdit } from "../graph-edit.ts";
import { callees, type GraphIndex } from "../graph-index.ts";
import type { Issue, Surroundings } from "../issue.ts";
import { itemKey } from "../item.ts";
import type { GraphNode } from "../node.ts";
import { nodeInterface } from "../workflow-interface.ts";
import { type Check, called } from "./check.ts";
import { writesStatement } from "./missing-parameters.ts";
import { samePath } from "./same-path.ts";

/** Everything that is handed over gets its value from somewhere, and only what there is room for is filled. */
export const fills: Check = (index, surroundings) =>
  index.graph.edges.flatMap((edge) => {
    const list = edge.kind === "tool" ? edge.fills : edge.context;
    return list.flatMap((field) => [
      ...unfilled(index, edge, field),
      ...undeclared(index, surroundings, { edge, filled: field }),
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

/** What is filled, and nobody takes. On an edge of calls, the model would be told of it; on the others it is only left out. */
function undeclared(
  index: GraphIndex,
  surroundings: Surroundings | null,
  { edge, filled }: { edge: GraphEdge; filled: Filled },
): Issue[] {
  const to = index.node(edge.to);
  const { name } = filled;
  if (!to || takes(to, name)) return [];
  const place = placeOf(edge, filled);
  return [
    {
      code: "field-not-declared",
      severity: edge.kind === "tool" ? "error" : "warning",
      edgeId: edge.id,
      field: [...place, "name"],
      message: `“${name}” is filled for ${called(to)}, ${whyNot(to)}${newerVersion(to, name, surroundings)}`,
      fix: {
        label: `Remove “${name}” here`,
        edits: [{ type: "edge-change", id: edge.id, path: place }],
      },
    },
  ];
}

/** Whether a node takes a field of this name. Those who think take all. */
function takes(node: GraphNode, name: string): boolean {
  switch (node.kind) {
    case "tool":
    case "workflow":
      return (
        Object.hasOwn(node.parameters.properties, name) || (writesStatement(node) && name === "statement")
      );
    case "output":
    case "map":
      return false;
    case "agent":
    case "supervisor":
    case "branch":
    case "input":
    case "note":
    case "unknown":
      return true;
  }
}

function whyNot(node: GraphNode): string {
  if (node.kind === "output") return "which takes no fields: its template reads results itself.";
  if (node.kind === "map") return "which takes no fields: its list is an expression of its own.";
  return "which has no such parameter.";
}

/** Of a workflow that has been published since, which of its versions may take the field; empty where there is none. */
function newerVersion(node: GraphNode, name: string, surroundings: Surroundings | null): string {
  if (node.kind !== "workflow" || !node.workflow) return "";
  const { id, version } = node.workflow;
  const versions = (surroundings?.workflows ?? []).filter((one) => one.id === id);
  const latest = versions.find((one) => one.version === version)?.latest ?? version;
  if (latest <= version) return "";
  const newest = versions.find((one) => one.version === latest);
  if (!newest) return ` There is a newer version, ${latest}, which may have it.`;
  const has = Object.hasOwn(nodeInterface(newest.graph).parameters.properties, name);
  return has ? ` Version ${latest}, the newest, has it.` : "";
}
