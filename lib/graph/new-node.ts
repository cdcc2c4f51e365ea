import { emptyObjectSchema, type ObjectSchema } from "./json-schema.ts";
import type { Acceptance, GraphNode, Limits, NodeKind, Retry } from "./node.ts";
import { freeReferenceName } from "./reference-name.ts";
import type { ToolConfig, ToolType } from "./tool.ts";

/** The limits a new agent starts with. */
export const defaultLimits = (): Limits => ({
  deadlineMs: null,
  maxTurns: 12,
  maxOutputTokens: 4_096,
  cutAnswer: "fail",
  maxTokens: null,
  maxCostNanos: null,
  maxCalls: null,
});

/** The retries a new agent starts with. */
export const defaultRetry = (): Retry => ({ attempts: 3, backoffMs: 500 });

/** The retries of a tool that is to be tried more than once. */
export const newToolRetry = (): Retry => ({ attempts: 3, backoffMs: 500 });

/** What an agent's answer has to meet, its condition still to be written. */
export const newAcceptance = (): Acceptance => ({
  when: "",
  say: "This answer isn't accepted yet. Improve it, and answer again in full.",
  most: 2,
});

const NAMES: Record<NodeKind, string> = {
  input: "Input",
  agent: "Agent",
  supervisor: "Supervisor",
  tool: "Tool",
  branch: "Branch",
  map: "Map",
  workflow: "Workflow",
  output: "Output",
  note: "Note",
  unknown: "Unknown",
};

/** What a new node of a kind is called. */
export const newNodeName = (kind: NodeKind): string => NAMES[kind];

/** A tool of the given type with nothing configured yet. */
export function newTool(type: ToolType): ToolConfig {
  switch (type) {
    case "sql":
      return { type, connectionId: null, mode: "author", statement: "", maxRows: 200, timeoutMs: 5_000 };
    case "sql-write":
      return { type, connectionId: null, statement: "", timeoutMs: 5_000 };
    case "rules":
      return { type, rules: [] };
    case "email":
      return {
        type,
        connectionId: null,
        to: "{{ parameters.to }}",
        subject: "{{ parameters.subject }}",
        body: "{{ parameters.body }}",
      };
    case "http":
      return { type, connectionId: null, method: "GET", url: "", headers: [], body: "", timeoutMs: 10_000 };
  }
}

/** What a mail needs, for the model to fill; the other tools' parameters follow from what their author writes. */
function newParameters(type: ToolType): ObjectSchema {
  if (type !== "email") return emptyObjectSchema();
  return {
    type: "object",
    properties: {
      to: { type: "string", format: "email", description: "Address of the recipient." },
      subject: { type: "string", description: "Subject of the mail.", maxLength: 200 },
      body: { type: "string", description: "Text of the mail." },
    },
    required: ["to", "subject", "body"],
  };
}

/** A node as it comes from the palette: valid by its schema, its problems still to be solved by a person. */
export function newNode(
  kind: NodeKind,
  id: string,
  { toolType = "sql", name = NAMES[kind] }: { toolType?: ToolType | undefined; name?: string } = {},
): GraphNode {
  const base = { id, name, referenceName: freeReferenceName({ name, kind }), description: "" };
  const thinking = () => ({
    instructions: "",
    models: [],
    limits: defaultLimits(),
    retry: defaultRetry(),
    timeoutMs: 60_000,
  });
  switch (kind) {
    case "input":
      return { ...base, kind, schema: emptyObjectSchema(), samples: [] };
    case "agent":
      return { ...base, kind, ...thinking(), output: null, simulatedReply: null };
    case "supervisor":
      return { ...base, kind, ...thinking() };
    case "tool":
      return { ...base, kind, parameters: newParameters(toolType), tool: newTool(toolType) };
    case "branch":
      return { ...base, kind, takes: "first" };
    case "map":
      return { ...base, kind, items: "", concurrency: 5, failedItems: "fail" };
    case "workflow":
      return { ...base, kind, workflow: null, parameters: emptyObjectSchema(), result: {} };
    case "output":
      return { ...base, kind, template: "" };
    case "note":
      return { ...base, kind, text: "" };
    case "unknown":
      return { ...base, kind, original: null };
  }
}
