import { z } from "zod";
import { EdgeId, Fill, WayBack } from "../graph/edge.ts";
import { Json } from "../graph/json.ts";
import { JsonSchema, ObjectSchema } from "../graph/json-schema.ts";
import {
  Acceptance,
  Join,
  Limits,
  MAX_CONCURRENCY,
  ModelChoice,
  NodeId,
  OnFailure,
  Retry,
} from "../graph/node.ts";
import { EffectClass, ToolConfig } from "../graph/tool.ts";
import { FORMAT } from "./format.ts";

/** A plan step's id: the id of the node it was compiled from. */
export const StepId = NodeId;
export type StepId = z.infer<typeof StepId>;

/** One field that the engine fills when a call or a flow is made. */
export const PlanField = z.strictObject({
  name: z.string(),
  schema: JsonSchema,
  required: z.boolean(),
  fill: Fill,
});
export type PlanField = z.infer<typeof PlanField>;

/** A name offered to the model and what it means. One mechanism, several meanings. */
export const Call = z.strictObject({
  name: z.string(),
  description: z.string(),
  /** What the model fills. */
  offered: ObjectSchema,
  means: z.discriminatedUnion("kind", [
    /** Perform a tool step. */
    z.strictObject({
      kind: z.literal("tool"),
      step: StepId,
      fields: z.array(PlanField),
      /** Bytes that the model gets of its result at most; absent in plans of earlier versions: all. */
      modelBytes: z.int().positive().optional(),
    }),
    /** Ask a worker step for an answer. */
    z.strictObject({
      kind: z.literal("worker"),
      step: StepId,
      fields: z.array(PlanField),
      modelBytes: z.int().positive().optional(),
    }),
    /** Give control to a step along the flow of this edge. */
    z.strictObject({
      kind: z.literal("handoff"),
      edge: EdgeId,
      step: StepId,
      fields: z.array(PlanField),
    }),
    /** End a supervisor's step with references to results. */
    z.strictObject({ kind: z.literal("finish") }),
  ]),
  /** Calls of the same step whose results this one's paths read. */
  needs: z.array(z.string()),
});
export type Call = z.infer<typeof Call>;

const named = { id: StepId, name: z.string(), callName: z.string(), description: z.string() };

export const InputStep = z.strictObject({ ...named, kind: z.literal("input"), schema: ObjectSchema });

/** A step that flows can lead to. */
const step = { ...named, join: Join };

/** A step that can fail. `onFailure` null: the run stops. */
const work = { ...step, onFailure: OnFailure.nullable() };

/** A model and its list price when the plan was made, nano-dollars per token; null where the price is unknown. */
export const PlanModel = z.strictObject({
  ...ModelChoice.shape,
  price: z
    .strictObject({
      input: z.number().nonnegative(),
      output: z.number().nonnegative(),
      /** Absent in plans of earlier versions: their calls cost what the price book says when they end. */
      cachedInput: z.number().nonnegative().optional(),
      /** Longer requests cost an unknown amount. */
      maxInputTokens: z.int().positive().optional(),
    })
    .nullable()
    .default(null),
});
export type PlanModel = z.infer<typeof PlanModel>;

export const AgentStep = z.strictObject({
  ...work,
  kind: z.literal("agent"),
  /** A supervisor routes only: it has workers, `finish`, and no answer of its own. */
  role: z.enum(["agent", "supervisor"]),
  instructions: z.string(),
  models: z.array(PlanModel).min(1),
  calls: z.array(Call),
  output: ObjectSchema.nullable(),
  limits: Limits,
  retry: Retry,
  timeoutMs: z.int(),
  simulatedReply: z.string().nullable(),
  /** Null: any answer that fits the output is accepted. */
  accept: Acceptance.nullable(),
  /** Bytes that its model gets of what it receives at most; absent in plans of earlier versions: all. */
  contextBytes: z.int().positive().optional(),
  /** In plans of simulated runs: sample values, by field name, for what the model has to make up. */
  samples: z.record(z.string(), z.array(Json)).optional(),
});
export type AgentStep = z.infer<typeof AgentStep>;
export const ToolStep = z.strictObject({
  ...work,
  kind: z.literal("tool"),
  parameters: ObjectSchema,
  tool: ToolConfig,
  effect: EffectClass,
  retry: Retry,
});
export type ToolStep = z.infer<typeof ToolStep>;
/** A step without work: the flows from it are its cases. */
export const BranchStep = z.strictObject({
  ...step,
  kind: z.literal("branch"),
  takes: z.enum(["first", "every"]),
});
export type BranchStep = z.infer<typeof BranchStep>;
/** Asks the step `worker` for each item of a list. */
export const MapStep = z.strictObject({
  ...work,
  kind: z.literal("map"),
  items: z.string(),
  worker: StepId,
  /** What the worker receives; empty: the item. */
  fields: z.array(PlanField),
  concurrency: z.int().min(1).max(MAX_CONCURRENCY),
  failedItems: z.enum(["fail", "skip", "keep"]),
});
export type MapStep = z.infer<typeof MapStep>;
/** Another workflow as a step: each visit is one activation of the plan with the id `plan`. */
export const WorkflowStep = z.strictObject({
  ...work,
  kind: z.literal("workflow"),
  plan: z.string(),
  parameters: ObjectSchema,
});
export type WorkflowStep = z.infer<typeof WorkflowStep>;
export const OutputStep = z.strictObject({
  ...step,
  kind: z.literal("output"),
  template: z.string(),
  /** Without a template: the steps whose results are the answer. */
  shows: z.array(StepId).default([]),
});
export type OutputStep = z.infer<typeof OutputStep>;

export const PlanStep = z.discriminatedUnion("kind", [
  InputStep,
  AgentStep,
  ToolStep,
  BranchStep,
  MapStep,
  WorkflowStep,
  OutputStep,
]);
export type PlanStep = z.infer<typeof PlanStep>;

/**
 * Control goes from one step to the next. `fields` are what the next step receives; with `handsOn` it receives the
 * result of `from` and the run's input instead; with neither (in plans made before `handsOn` existed) the run's
 * input.
 */
export const PlanFlow = z.strictObject({
  edge: EdgeId,
  from: StepId,
  to: StepId,
  fields: z.array(PlanField),
  handsOn: z.boolean(),
  /** The end of `from` that it follows on: "handoff" when the agent has handed over along it. */
  on: z.enum(["ok", "failed", "handoff"]),
  /** CEL; null: always or, from a branch, where no other case holds. */
  when: z.string().nullable(),
  /** For a way back: its bound, and the steps of the loop that it closes, `to` first. */
  back: z.strictObject({ ...WayBack.shape, loop: z.array(StepId) }).nullable(),
});
export type PlanFlow = z.infer<typeof PlanFlow>;

/** The steps of one graph, and how control goes from one to the next. Flows from one step are in their order. */
export const FlowPlan = z.strictObject({
  entry: StepId,
  /** Steps by id, in drawing order. Workers and called tools are here too. */
  steps: z.array(PlanStep),
  flows: z.array(PlanFlow),
});
export type FlowPlan = z.infer<typeof FlowPlan>;

/**
 * A compiled, frozen graph, stored with the run: editing the graph never changes a run. It holds the plans of all
 * workflows that the run visits, by id; `main` is the run's own.
 */
export const Plan = z.strictObject({
  planVersion: z.literal(FORMAT),
  main: z.string(),
  plans: z.record(z.string(), FlowPlan),
});
export type Plan = z.infer<typeof Plan>;
