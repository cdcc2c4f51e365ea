import type { JsonSchema } from "./json-schema.ts";
import type { GraphNode } from "./node.ts";
import type { ToolType } from "./tool.ts";

const object = (properties: Record<string, JsonSchema>): JsonSchema => ({ type: "object", properties });
const list = (properties: Record<string, JsonSchema>): JsonSchema => ({
  type: "array",
  items: object(properties),
});
const text: JsonSchema = { type: "string" };
const rows: JsonSchema = { type: "array", items: { type: "object" } };
/** The result of a simulated run where it does not perform an effect. */
const held = { held: { type: "boolean" as const }, request: {} };

/** The result of each type of tool; rows and HTTP bodies are open, so any field of them can be read. */
const toolResults: Record<ToolType, JsonSchema> = {
  sql: object({ rows, rowCount: { type: "integer" }, truncated: { type: "boolean" } }),
  "sql-write": object({
    changed: { type: "integer" },
    before: rows,
    after: rows,
    returned: rows,
    receipt: text,
    ...held,
  }),
  rules: object({
    outcome: text,
    fired: list({ id: text, name: text, priority: { type: "integer" }, result: text, read: {} }),
    notFired: list({ id: text, name: text }),
    unevaluated: list({ id: text, name: text, reason: text, read: {} }),
  }),
  email: object({
    messageId: text,
    to: {},
    subject: text,
    outbox: { type: "boolean" },
    response: {},
    ...held,
  }),
  http: object({ status: { type: "integer" }, headers: {}, body: {}, ...held }),
};

/** The shape of a node's result, for reading `results.<name>` in CEL; a schema without `type` is unknown. */
export function resultShape(node: GraphNode): JsonSchema {
  switch (node.kind) {
    case "agent":
      return node.output ?? { type: "string" };
    case "tool":
      return toolResults[node.tool.type];
    case "input":
      return node.schema;
    case "workflow":
      return node.result;
    case "supervisor":
    case "map":
    case "branch":
    case "output":
    case "note":
    case "unknown":
      return {};
  }
}
