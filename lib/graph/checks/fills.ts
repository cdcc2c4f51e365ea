import type { ContextField, Fill, GraphEdge } from "../edge.ts";
import type { GraphEdit } from "../graph-edit.ts";
import { callees, type GraphIndex } from "../graph-index.ts";
import type { Issue } from "../issue.ts";
import { itemKey } from "../item.ts";
import type { ToolNode } from "../node.ts";
import { edgeScope } from "../scope.ts";
import { type Check, called } from "./check.ts";

/** Everything that is handed over gets its value from somewhere, and tools get the parameters that they require. */
export const fills: Check = (index) => [
  ...index.graph.edges.flatMap((edge) => {
    const list = edge.kind === "tool" ? edge.fills : edge.context;
    return list.flatMap((field) => [
      ...unfilled(index, edge, field),
      ...(edge.kind === "tool" ? undeclared(index, edge, field.name) : []),
    ]);
  }),
  ...index.graph.nodes.flatMap((node) => (node.kind === "tool" ? missingInFlow(index, node) : [])),
];

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
  if (edge.kind === "flow")
    return `Nothing can fill “${name}” for ${to}: on a “then” edge no model chooses values. Give it a path.`;
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
  if (edge.kind !== "flow") return { label: "Let the model fill it", edits: set({ by: "model" }) };
  return { label: "Remove this field", edits: [{ type: "edge-change", id: edge.id, path: place }] };
}

function samePath(index: GraphIndex, edge: GraphEdge, name: string): string | null {
  const { roots } = edgeScope(index, edge);
  const root = ["context", "input"].find((one) => Object.hasOwn(roots.get(one)?.properties ?? {}, name));
  return root ? `${edge.kind === "flow" ? "input" : root}.${name}` : null;
}

function undeclared(index: GraphIndex, edge: GraphEdge, name: string): Issue[] {
  const tool = index.node(edge.to);
  if (tool?.kind !== "tool" || declares(tool, name)) return [];
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

const declares = (tool: ToolNode, name: string) =>
  Object.hasOwn(tool.parameters.properties, name) || (writesStatement(tool) && name === "statement");

const writesStatement = ({ tool }: ToolNode) => tool.type === "sql" && tool.mode === "model";

/** A tool that is a step of its own gets its parameters from the edges that lead to it, and from nowhere else. */
function missingInFlow(index: GraphIndex, tool: ToolNode): Issue[] {
  const flows = index.into(tool.id).filter((edge) => edge.kind === "flow");
  const [first] = flows;
  if (!first) return [];
  const given = new Set(flows.flatMap((edge) => edge.context.map((field) => field.name)));
  const needed = [...new Set([...tool.parameters.required, ...(writesStatement(tool) ? ["statement"] : [])])];
  return needed
    .filter((name) => !given.has(name))
    .map((name): Issue => {
      const path = samePath(index, first, name);
      const field: ContextField | null =
        path === null
          ? null
          : {
              id: name,
              name,
              schema: tool.parameters.properties[name] ?? {},
              required: true,
              fill: { by: "path", path },
            };
      return {
        code: "field-not-filled",
        severity: "error",
        edgeId: first.id,
        field: ["context"],
        message: `${called(tool)} requires “${name}”, and the edge that leads to it doesn't hand it over.`,
        ...(field && {
          fix: {
            label: `Take it from ${path}`,
            edits: [
              {
                type: "edge-change",
                id: first.id,
                path: ["context", field.id],
                value: field,
              },
            ],
          },
        }),
      };
    });
}
