import type { JsonObject } from "../../graph/json.ts";
import { emptyObjectSchema, type ObjectSchema } from "../../graph/json-schema.ts";
import { defaultLimits } from "../../graph/new-node.ts";
import type { Join, Limits } from "../../graph/node.ts";
import { FORMAT } from "../../plan/format.ts";
import type {
  AgentStep,
  BranchStep,
  Call,
  MapStep,
  Plan,
  PlanField,
  PlanFlow,
  PlanModel,
  PlanStep,
  ToolStep,
  WorkflowStep,
} from "../../plan/plan.ts";
import { mainOf } from "../../plan/plan-index.ts";

const WAITS_FOR_ALL: Join = { needs: "all", withinMs: null };

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
    accept: null,
    join: WAITS_FOR_ALL,
    onFailure: null,
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
export function tool(
  id: string,
  effect: ToolStep["effect"],
  parameters: ObjectSchema,
  more: Partial<ToolStep> = {},
): ToolStep {
  return {
    id,
    name: id,
    callName: id,
    description: `The ${id}.`,
    kind: "tool",
    parameters,
    tool: { type: "rules", rules: [] },
    effect,
    retry: { attempts: 1, backoffMs: 0 },
    join: WAITS_FOR_ALL,
    onFailure: null,
    ...more,
  };
}

/** A map that asks `worker` for each item of `items`, two at a time. */
export function map(id: string, worker: string, more: Partial<MapStep> = {}): MapStep {
  return {
    id,
    name: id,
    callName: id,
    description: `The ${id}.`,
    kind: "map",
    items: "input.topic.split(' ')",
    worker,
    fields: [],
    concurrency: 2,
    failedItems: "fail",
    join: WAITS_FOR_ALL,
    onFailure: null,
    ...more,
  };
}

/** A workflow as a step: the plan with this id, whose input is a topic. */
export function workflow(id: string, plan: string, more: Partial<WorkflowStep> = {}): WorkflowStep {
  const named = { id, name: id, callName: id, description: `The ${id}.` };
  const rest = { plan, parameters: texts("topic"), join: WAITS_FOR_ALL, onFailure: null };
  return { ...named, kind: "workflow", ...rest, ...more };
}

/** A plan with the plans of the workflows that it visits. */
export function withWorkflows(plan: Plan, others: Record<string, Plan>): Plan {
  const inner = Object.entries(others).map(([id, other]) => [id, mainOf(other)] as const);
  return { ...plan, plans: { ...plan.plans, ...Object.fromEntries(inner) } };
}

/** The call by which an agent hands over along a flow, and that flow. */
export function handoff(
  from: string,
  to: string,
  { fields = [], back = null }: { fields?: PlanField[]; back?: PlanFlow["back"] } = {},
): { call: Call; flow: PlanFlow } {
  const { offered } = calls("tool", to, fields);
  const means = { kind: "handoff" as const, edge: `${from}-over-${to}`, step: to, fields };
  return {
    call: { name: to, description: `Hand over to ${to}.`, offered, means, needs: [] },
    flow: flow(from, to, { edge: `${from}-over-${to}`, on: "handoff", back }),
  };
}

/** A flow on success without condition or fields, or with these. */
export function flow(from: string, to: string, more: Partial<PlanFlow> = {}): PlanFlow {
  const edge = `${from}-${to}`;
  return { edge, from, to, fields: [], handsOn: false, on: "ok", when: null, back: null, ...more };
}

/** A branch; the flows from it are its cases. */
export function branch(id: string, more: Partial<BranchStep> = {}): BranchStep {
  const named = { id, name: id, callName: id, description: "" };
  return { ...named, kind: "branch", takes: "first", join: WAITS_FOR_ALL, ...more };
}

/** The input step `in` and the output step `out` with these steps between, and these flows. */
export function flowPlan(steps: PlanStep[], flows: PlanFlow[], template = ""): Plan {
  const input: PlanStep = {
    id: "in",
    name: "Input",
    callName: "input",
    description: "",
    kind: "input",
    schema: texts("topic"),
  };
  const output: PlanStep = {
    id: "out",
    name: "Output",
    callName: "output",
    description: "",
    kind: "output",
    template,
    shows: template === "" ? flows.filter(({ to }) => to === "out").map(({ from }) => from) : [],
    join: WAITS_FOR_ALL,
  };
  const main = { entry: "in", steps: [input, ...steps, output], flows };
  return { planVersion: FORMAT, main: "main", plans: { main } };
}

/** input → `main` → output, with the other steps beside. */
export function planOf(
  main: PlanStep,
  others: PlanStep[],
  template = `{{ results.${main.callName} }}`,
): Plan {
  return flowPlan(
    [main, ...others],
    [flow("in", main.id, { edge: "e1" }), flow(main.id, "out", { edge: "e2" })],
    template,
  );
}

/** The input that `planOf` plans take. */
export const topic = (of: string): JsonObject => ({ topic: of });
