import type { GraphEdge } from "../edge.ts";
import type { GraphIndex } from "../graph-index.ts";
import type { Issue } from "../issue.ts";
import type { JsonSchema, ObjectSchema } from "../json-schema.ts";
import { makeValue } from "../made-up/make-value.ts";
import type { GraphNode } from "../node.ts";
import { misfit } from "../schema-check.ts";
import { type Check, called } from "./check.ts";

/**
 * Checks that every field which a model has to fill can be filled: that some value fits its schema, or there is an
 * example or a default.
 */
export const madeUp: Check = (index) => [
  ...index.graph.nodes.flatMap((node) => ofNode(index, node)),
  ...index.graph.edges.flatMap((edge) => ofEdge(index, edge)),
];

function ofNode(index: GraphIndex, node: GraphNode): Issue[] {
  if (node.kind === "agent" && node.output) return ofFields(node, node.output, "output", () => true);
  if (node.kind !== "tool" && node.kind !== "workflow") return [];
  const uses = index.into(node.id).filter((edge) => edge.kind === "tool");
  const written = (name: string) =>
    uses.some(({ fills }) => (fills.find((one) => one.name === name)?.fill.by ?? "model") === "model");
  return ofFields(node, node.parameters, "parameters", written);
}

function ofFields(
  node: GraphNode,
  schema: ObjectSchema,
  list: "output" | "parameters",
  written: (name: string) => boolean,
): Issue[] {
  return schema.required.flatMap((name): Issue[] => {
    const field = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    if (!field || !written(name) || canBeFilled(field, name)) return [];
    return [
      {
        code: "no-value-fits",
        severity: "error",
        nodeId: node.id,
        field: [list, "properties", name],
        message: `No value fits “${name}” of ${called(node)}: ${ASKED}`,
      },
    ];
  });
}

function ofEdge(index: GraphIndex, edge: GraphEdge): Issue[] {
  if (edge.kind === "tool") return [];
  return edge.context.flatMap(({ id, name, schema, required, fill }): Issue[] => {
    if (fill.by !== "model" || !required || canBeFilled(schema, name)) return [];
    return [
      {
        code: "no-value-fits",
        severity: "error",
        edgeId: edge.id,
        field: ["context", id],
        message: `No value fits “${name}” for ${called(index.node(edge.to))}: ${ASKED}`,
      },
    ];
  });
}

const ASKED =
  "what its type, choices, kind of text and bounds ask for contradicts itself or is too much to make up. Loosen them, or give an example that fits.";

/** Cached by schema: a drawing is checked after each edit, and most of its fields stay the same. */
const found = new WeakMap<JsonSchema, boolean>();

function canBeFilled(schema: JsonSchema, name: string): boolean {
  const known = found.get(schema);
  if (known !== undefined) return known;
  const given = [...(schema.examples ?? []), ...(schema.default === undefined ? [] : [schema.default])];
  const can =
    given.some((value) => misfit(schema, value) === null) || makeValue(schema, name, "check") !== undefined;
  found.set(schema, can);
  return can;
}
