import type { JsonSchema } from "./json-schema.ts";
import type { GraphNode } from "./node.ts";
import type { ToolType } from "./tool.ts";

const object = (properties: Record<string, JsonSchema>): JsonSchema => ({ type: "object", properties });
const rows: JsonSchema = { type: "array", items: { type: "object" } };

/** What each type of tool gives; `http` bodies and rows are open, so any field of them can be read. */
const toolResults: Record<ToolType, JsonSchema> = {
  sql: object({ rows, rowCount: { type: "integer" }, truncated: {} }),
  "sql-write": object({ changed: { type: "integer" }, before: {}, after: {}, receipt: {}, returned: {} }),
  rules: object({
    fired: {
      type: "array",
      items: object({
        id: { type: "string" },
        name: { type: "string" },
        result: { type: "string" },
        priority: { type: "integer" },
        read: { type: "object" },
      }),
    },
    outcome: { type: "string" },
    unevaluated: { type: "array" },
  }),
  email: object({
    messageId: { type: "string" },
    to: {},
    subject: { type: "string" },
    outbox: { type: "boolean" },
  }),
  http: object({ status: { type: "integer" }, headers: {}, body: {} }),
};

/** The shape of what a node gives, for reading `results.<name>` in CEL; a schema without `type` is unknown. */
export function resultShape(node: GraphNode): JsonSchema {
  switch (node.kind) {
    case "agent":
      return node.output ?? { type: "string" };
    case "tool":
      return toolResults[node.tool.type];
    case "input":
      return node.schema;
    case "supervisor":
    case "output":
    case "note":
    case "unknown":
      return {};
  }
}
