import type { Issue } from "../issue.ts";
import type { ObjectSchema } from "../json-schema.ts";
import type { GraphNode } from "../node.ts";
import { type Check, called } from "./check.ts";

/** Checks that required fields of forms, parameters and answers exist. */
export const schemas: Check = (index) =>
  index.graph.nodes.flatMap((node): Issue[] => {
    const found = schemaOf(node);
    if (!found) return [];
    const { field, schema } = found;
    const declared = schema.required.filter((name) => Object.hasOwn(schema.properties, name));
    if (declared.length === schema.required.length) return [];
    const stray = schema.required.filter((name) => !declared.includes(name));
    return [
      {
        code: "required-unknown",
        severity: "error",
        nodeId: node.id,
        field: [...field, "required"],
        message: `${called(node)} requires ${stray.map((name) => `“${name}”`).join(", ")}, which is none of its fields.`,
        fix: {
          label: "Require only fields that are there",
          edits: [{ type: "node-change", id: node.id, path: [...field, "required"], value: declared }],
        },
      },
    ];
  });

function schemaOf(node: GraphNode): { field: string[]; schema: ObjectSchema } | null {
  if (node.kind === "input") return { field: ["schema"], schema: node.schema };
  if (node.kind === "tool") return { field: ["parameters"], schema: node.parameters };
  if (node.kind === "agent" && node.output) return { field: ["output"], schema: node.output };
  return null;
}
