import type { GraphEdge, ToolEdge } from "../edge.ts";
import { expressionShape } from "../expression-shape.ts";
import type { GraphIndex } from "../graph-index.ts";
import type { Issue } from "../issue.ts";
import { itemKey } from "../item.ts";
import type { FieldType, JsonSchema } from "../json-schema.ts";
import { edgeScope, type Scope } from "../scope.ts";
import { suits, typeWords } from "../value-type.ts";
import { type Check, called } from "./check.ts";

/** Checks that the value of a path is of the type that its field or parameter has, as far as that is known while drawing. */
export const fillTypes: Check = (index) => index.graph.edges.flatMap((edge) => ofEdge(index, edge));

function ofEdge(index: GraphIndex, edge: GraphEdge): Issue[] {
  const to = index.node(edge.to);
  const list = edge.kind === "tool" ? edge.fills : edge.context;
  if (!list.some(({ fill }) => fill.by === "path")) return [];
  const scope = edgeScope(index, edge);
  const isParameter = to?.kind === "tool" || to?.kind === "workflow";
  const parameters = isParameter ? to.parameters.properties : {};
  return list.flatMap((field): Issue[] => {
    if (field.fill.by !== "path") return [];
    const schema = isParameter || edge.kind === "tool" ? parameters[field.name] : schemaOf(edge, field.name);
    const wrong = schema && wrongType(schema, field.fill.path, scope);
    if (!wrong) return [];
    const key = itemKey(field) ?? field.name;
    const at = { edgeId: edge.id, field: [edge.kind === "tool" ? "fills" : "context", key, "fill", "path"] };
    const says = `“${field.name}” for ${called(to)} is ${typeWords(wrong.wanted)}, and ${field.fill.path.trim()} is ${typeWords(wrong.got)}`;
    if (isParameter)
      return [{ code: "wrong-type", severity: "error", ...at, message: `${says}, which it would refuse.` }];
    const text = wrong.wanted === "string";
    return [
      {
        code: "wrong-type",
        severity: text ? "warning" : "error",
        ...at,
        message: text
          ? `${says}: it will be handed over as JSON text.`
          : `${says}, so it can't be handed over.`,
        fix: {
          label: `Let “${field.name}” be ${typeWords(wrong.got)}`,
          edits: [
            {
              type: "edge-change",
              id: edge.id,
              path: ["context", key, "schema"],
              value: { ...(schema.description && { description: schema.description }), type: wrong.got },
            },
          ],
        },
      },
    ];
  });
}

function schemaOf(edge: Exclude<GraphEdge, ToolEdge>, name: string): JsonSchema | undefined {
  return edge.context.find((field) => field.name === name)?.schema;
}

function wrongType(
  schema: JsonSchema,
  path: string,
  scope: Scope,
): { wanted: FieldType; got: FieldType } | null {
  const wanted = schema.type;
  if (wanted === undefined) return null;
  const got = expressionShape(path, scope).type;
  // A number may well be whole.
  if (got === undefined || suits(wanted, got) || (wanted === "integer" && got === "number")) return null;
  return { wanted, got };
}
