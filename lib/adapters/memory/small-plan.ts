import type { JsonObject } from "../../graph/json.ts";
import { emptyObjectSchema, type ObjectSchema } from "../../graph/json-schema.ts";
import { defaultLimits } from "../../graph/new-node.ts";
import type { Limits } from "../../graph/node.ts";
import type { AgentStep, Call, Plan, PlanField, PlanModel, PlanStep, ToolStep } from "../../plan/plan.ts";

const text = { type: "string" } as const;

/** An object schema whose named fields are required texts. */
export function texts(...names: string[]): ObjectSchema {
  return {
    type: "object",
    properties: Object.fromEntries(names.map((name) => [name, text])),
    required: names,
  };
}

/** A field filled by a path, or by the model when there is none. */
export function field(name: string, path?: string): PlanField {
  return { name, schema: text, required: true, fill: path ? { by: "path", path } : { by: "model" } };
}

/** A model with a price of a nano-dollar a token, or another. */
export function model(name: string, price: PlanModel["price"] = { input: 1, output: 1 }): PlanModel {
  return { connectionId: null, model: name, price };
}

/** Ten turns, answers of a thousand tokens, and these limits. */
export function limitsOf(more: Partial<Limits>): Limits {
  return { ...defaultLimits(), maxTurns: 10, maxOutputTokens: 1_000, ...more };
}

/** An agent step; a role of supervisor adds `finish`. */
export function agent(id: string, more: Partial<AgentStep> = {}): AgentStep {
  const finish: Call = {
    name: "finish",
    description: "End with references to results.",
    offered: {
      type: "object",
      properties: { references: { type: "array", items: text }, note: text },
      required: ["references"],
    },
    means: { kind: "finish" },
    needs: [],
  };
  return {
    id,
    name: id,
    callName: id,
    description: `The ${id}.`,
    kind: "agent",
    role: "agent",
    instructions: `You are ${id}.`,
    models: [model("small")],
    output: null,
    limits: limitsOf({}),
    retry: { attempts: 3, backoffMs: 100 },
    timeoutMs: 10_000,
    simulatedReply: null,
    ...more,
    calls: [...(more.calls ?? []), ...(more.role === "supervisor" ? [finish] : [])],
  };
}

/** A call of a worker or a tool with these fields. */
export function calls(
  kind: "worker" | "tool",
  step: string,
  fields: PlanField[],
  needs: string[] = [],
): Call {
  const offered = fields.filter((entry) => entry.fill.by === "model").map((entry) => entry.name);
  return {
    name: step,
    description: `Asks ${step}.`,
    offered: offered.length > 0 ? texts(...offered) : emptyObjectSchema(),
    means: { kind, step, fields },
    needs,
  };
}

/** A tool step; a `rules` tool without rules stands for any, as tests bring their own performer. */
export function tool(id: string, effect: ToolStep["effect"], parameters: ObjectSchema): ToolStep {
  return {
    id,
    name: id,
    callName: id,
    description: `The ${id}.`,
    kind: "tool",
    parameters,
    tool: { type: "rules", rules: [] },
    effect,
  };
}

/** input → `main` → output, with the other steps beside. */
export function planOf(
  main: PlanStep,
  others: PlanStep[],
  template = `{{ results.${main.callName} }}`,
): Plan {
  return {
    planVersion: 1,
    entry: "in",
    steps: [
      { id: "in", name: "Input", callName: "input", description: "", kind: "input", schema: texts("topic") },
      main,
      ...others,
      { id: "out", name: "Output", callName: "output", description: "", kind: "output", template, shows: [] },
    ],
    flows: [
      { edge: "e1", from: "in", to: main.id, fields: [], handsOn: false },
      { edge: "e2", from: main.id, to: "out", fields: [], handsOn: false },
    ],
  };
}

/** The input that `planOf` plans take. */
export const topic = (of: string): JsonObject => ({ topic: of });
