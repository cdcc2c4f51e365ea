import { pathsRead } from "../graph/cel.ts";
import type { ContextField, Fill } from "../graph/edge.ts";
import { callees, type GraphIndex } from "../graph/graph-index.ts";
import type { JsonSchema, ObjectSchema } from "../graph/json-schema.ts";
import type { AgentNode, GraphNode, SupervisorNode, ToolNode, WorkflowNode } from "../graph/node.ts";
import { withoutEnd } from "../graph/text-cut.ts";
import { MODEL_BYTES } from "../graph/tool.ts";
import type { Call, PlanField } from "./plan.ts";

/** The name of the call that ends a supervisor's step; no node may have it as its reference name. */
export const FINISH = "finish";

/** All calls that are offered to a step's model: tools, workers and, for a supervisor, `finish`. */
export function callsOf(index: GraphIndex, node: AgentNode | SupervisorNode): Call[] {
  const called = callees(index, node.id);
  const names = new Set(called.map(({ name }) => name));
  const calls = called.flatMap(({ edge, node: callee, name }): Call[] => {
    const needs = (fields: PlanField[]) => needed(fields, name, names);
    if (edge.kind === "worker") {
      const fields = edge.context.map(planField);
      return [
        {
          name,
          description: workerDescription(callee, fields, needs(fields)),
          offered: offered(fields),
          means: { kind: "worker", step: callee.id, fields, modelBytes: MODEL_BYTES },
          needs: needs(fields),
        },
      ];
    }
    if (callee.kind !== "tool" && callee.kind !== "workflow") return [];
    const most = callee.kind === "tool" ? callee.tool.modelBytes : undefined;
    const fields = toolFields(callee, edge.fills);
    return [
      {
        name,
        description: withNeeds(callee.description || callee.name, needs(fields)),
        offered: offered(fields),
        means: { kind: "tool", step: callee.id, fields, modelBytes: most ?? MODEL_BYTES },
        needs: needs(fields),
      },
    ];
  });
  return node.kind === "supervisor" ? [...calls, finish()] : [...calls, ...handoffsOf(index, node)];
}

/** The calls by which an agent gives control to others. */
function handoffsOf(index: GraphIndex, node: AgentNode): Call[] {
  return index.from(node.id).flatMap((edge): Call[] => {
    const to = index.node(edge.to);
    if (edge.kind !== "handoff" || !to) return [];
    const fields = edge.context.map(planField);
    const about = ended(to.description || to.name);
    return [
      {
        name: to.referenceName,
        description: `Hand over to ${to.name}, who goes on in your place; you don't get an answer. ${about}`,
        offered: offered(fields),
        means: { kind: "handoff", edge: edge.id, step: to.id, fields },
        needs: [],
      },
    ];
  });
}

/** The parameters of a tool or a workflow. Where the model writes the statement, the statement is one of them. */
export function toolParameters(node: ToolNode | WorkflowNode): ObjectSchema {
  const { parameters } = node;
  if (node.kind === "workflow") return parameters;
  const { tool } = node;
  if (tool.type !== "sql" || tool.mode !== "model") return parameters;
  const statement: JsonSchema = {
    type: "string",
    description: "One reading SQL statement (select …). Values go into it as :name for each other parameter.",
    ...parameters.properties.statement,
  };
  return {
    ...parameters,
    properties: { ...parameters.properties, statement },
    required: [...new Set([...parameters.required, "statement"])],
  };
}

/** A field of the drawing as the plan keeps it. */
export function planField({ name, schema, required, fill }: ContextField): PlanField {
  return { name, schema, required, fill };
}

/** What the model has to fill: its own fields as they are, references as text. */
export function offered(fields: readonly PlanField[]): ObjectSchema {
  const open = fields.filter((field) => field.fill.by !== "path");
  return {
    type: "object",
    properties: Object.fromEntries(open.map((field) => [field.name, offeredField(field)])),
    required: open.filter((field) => field.required).map((field) => field.name),
  };
}

function offeredField({ schema, fill }: PlanField): JsonSchema {
  if (fill.by !== "reference") return schema;
  const about = schema.description ? `${schema.description} ` : "";
  return {
    type: "string",
    format: "reference",
    description: `${about}Give the reference of an earlier result, such as data_retrieval#1; the whole result is put in its place.`,
  };
}

function toolFields(
  tool: ToolNode | WorkflowNode,
  fills: readonly { name: string; fill: Fill }[],
): PlanField[] {
  const { properties, required } = toolParameters(tool);
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    schema,
    required: required.includes(name),
    fill: fills.find((one) => one.name === name)?.fill ?? { by: "model" },
  }));
}

function workerDescription(worker: GraphNode, fields: readonly PlanField[], needs: string[]): string {
  const about = ended(worker.description || worker.name);
  if (fields.length === 0) return about;
  const received = fields.map((field) => `${field.name} (${whoFills(field)})`);
  return withNeeds(`${about} Receives: ${received.join(", ")}.`, needs);
}

function whoFills({ fill, required }: PlanField): string {
  switch (fill.by) {
    case "model":
      return required ? "yours to fill" : "yours to fill, if there is any";
    case "reference":
      return "the result that you refer to";
    case "path":
      return "filled for you";
  }
}

/** A text that ends with one full stop. */
const ended = (text: string) => `${withoutEnd(text, ". \n\t\r")}.`;

function withNeeds(description: string, needs: string[]): string {
  return needs.length === 0 ? description : `${ended(description)} Needs: ${needs.join(", ")}.`;
}

/** The step's other calls whose results this one's paths read, in the order of first reading. */
function needed(fields: readonly PlanField[], own: string, names: ReadonlySet<string>): string[] {
  const read = fields.flatMap(({ fill }) => (fill.by === "path" ? pathsRead(fill.path) : []));
  const results = read.flatMap((path) => {
    const [root, name] = path.split(".");
    return root === "results" && name !== undefined ? [name] : [];
  });
  return [...new Set(results)].filter((name) => name !== own && names.has(name));
}

function finish(): Call {
  return {
    name: FINISH,
    description:
      "End your work when it is done. Only refer: name the references of the results that make up the outcome. Don't summarise or answer yourself; what you refer to is passed on whole.",
    offered: {
      type: "object",
      properties: {
        references: {
          type: "array",
          description: "References of results, such as data_retrieval#1.",
          items: { type: "string", format: "reference" },
        },
        note: { type: "string", description: "Why it ends here, in a few words.", maxLength: 300 },
      },
      required: ["references"],
    },
    means: { kind: "finish" },
    needs: [],
  };
}
