import type { Issue } from "../issue.ts";
import type { FieldType } from "../json-schema.ts";
import { FieldName } from "../json-schema.ts";
import type { ToolNode } from "../node.ts";

/** The fix that declares parameters which a tool reads and doesn't have; undefined where no parameter can be called so. */
export function addParameters(
  { id, parameters }: ToolNode,
  names: readonly string[],
  type: FieldType = "string",
): Issue["fix"] {
  if (names.length === 0 || names.some((name) => !FieldName.safeParse(name).success)) return undefined;
  const quoted = names.map((name) => `“${name}”`).join(", ");
  return {
    label: `Add the parameter${names.length === 1 ? "" : "s"} ${quoted}`,
    edits: [
      ...names.map((name) => ({
        type: "node-change" as const,
        id,
        path: ["parameters", "properties", name],
        value: { type },
      })),
      {
        type: "node-change",
        id,
        path: ["parameters", "required"],
        value: [...parameters.required, ...names],
      },
    ],
  };
}
