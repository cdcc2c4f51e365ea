import { z } from "zod";
import { ItemId, keyedList } from "./item.ts";
import { isRefusedKey, Json, JsonObject } from "./json.ts";
import { ObjectSchema } from "./json-schema.ts";
import { ReferenceName } from "./reference-name.ts";
import { ToolConfig } from "./tool.ts";

export const NodeId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,60}$/, "expected 1 to 60 letters, digits, _ or -")
  .refine((id) => !isRefusedKey(id), "this id is reserved");
export type NodeId = z.infer<typeof NodeId>;

const Text = z.string().max(200_000);

const base = {
  id: NodeId,
  name: z.string().max(120),
  referenceName: ReferenceName,
  /** What the node does in one line; others choose it by this. */
  description: z.string().max(2_000),
};

/** A model by the name its provider gives it; `connectionId` null is the workspace's default model connection. */
export const ModelChoice = z.strictObject({
  connectionId: z.string().max(100).nullable(),
  model: z.string().max(200),
});
export type ModelChoice = z.infer<typeof ModelChoice>;

/** One of the models that an agent tries in order. */
export const ModelEntry = z.strictObject({ id: ItemId, ...ModelChoice.shape });
export type ModelEntry = z.infer<typeof ModelEntry>;

/** One filled-in form that a run can start from. */
export const Sample = z.strictObject({ id: ItemId, name: z.string().max(120), input: JsonObject });
export type Sample = z.infer<typeof Sample>;

/** Stands in for an agent's model in simulated runs when none was chosen; price lists don't contain it. */
export const SIMULATED_MODEL = "simulated";

/**
 * Limits of one visit to a step; null means no limit of its own. Tokens, cost and calls are a pool: what the step
 * asks others to do draws from it, too, and from the pools of those who asked for the step.
 */
export const Limits = z.strictObject({
  /** Wall time from the step's start, ms. */
  deadlineMs: z.int().min(100).max(86_400_000).nullable(),
  /** Model turns in one visit. */
  maxTurns: z.int().min(1).max(200),
  /** Longest answer of one model call, tokens. */
  maxOutputTokens: z.int().min(1).max(200_000),
  /**
   * What happens to a text answer that this limit, or an unknown end, may have cut off: the step fails, or goes on
   * with what there is and a note.
   */
  cutAnswer: z.enum(["fail", "use"]).default("fail"),
  /** Tokens of all model calls, requests and answers. */
  maxTokens: z.int().min(1).max(1_000_000_000).nullable().default(null),
  /** Cost of all model calls, nano-dollars. */
  maxCostNanos: z.int().min(1).max(1_000_000_000_000_000).nullable().default(null),
  /** Model and tool calls. */
  maxCalls: z.int().min(1).max(50_000).nullable().default(null),
});
export type Limits = z.infer<typeof Limits>;

/** Retries of model calls after failures that may pass: attempts in all, first wait (doubling, with jitter). */
export const Retry = z.strictObject({
  attempts: z.int().min(1).max(10),
  backoffMs: z.int().min(0).max(60_000),
});
export type Retry = z.infer<typeof Retry>;

const thinking = {
  instructions: Text,
  /** Tried in order: the next takes over when the one before has failed for good. Empty: the workflow's default. */
  models: keyedList(ModelEntry, 5),
  limits: Limits,
  retry: Retry,
  /** Longest time one model call may take, ms. */
  timeoutMs: z.int().min(100).max(600_000),
};

export const InputNode = z.strictObject({
  ...base,
  kind: z.literal("input"),
  /** The run's form. */
  schema: ObjectSchema,
  samples: keyedList(Sample, 20),
});
export type InputNode = z.infer<typeof InputNode>;

export const AgentNode = z.strictObject({
  ...base,
  kind: z.literal("agent"),
  ...thinking,
  /** Structured output; null is plain text. */
  output: ObjectSchema.nullable(),
  /** CEL over `context` and `results` for this agent's final answer in simulated runs; null composes one. */
  simulatedReply: z.string().max(20_000).nullable(),
});
export type AgentNode = z.infer<typeof AgentNode>;

export const SupervisorNode = z.strictObject({ ...base, kind: z.literal("supervisor"), ...thinking });
export type SupervisorNode = z.infer<typeof SupervisorNode>;

export const ToolNode = z.strictObject({
  ...base,
  kind: z.literal("tool"),
  parameters: ObjectSchema,
  tool: ToolConfig,
});
export type ToolNode = z.infer<typeof ToolNode>;

export const OutputNode = z.strictObject({
  ...base,
  kind: z.literal("output"),
  /** Text with `{{ CEL }}` over `input` and `results`: the run's answer. Empty: the results that led here. */
  template: Text,
});
export type OutputNode = z.infer<typeof OutputNode>;

export const NoteNode = z.strictObject({ ...base, kind: z.literal("note"), text: Text });
export type NoteNode = z.infer<typeof NoteNode>;

/** A node of a kind this version doesn't know: kept as it came, shown as a placeholder, blocks running. */
export const UnknownNode = z.strictObject({ ...base, kind: z.literal("unknown"), original: Json });
export type UnknownNode = z.infer<typeof UnknownNode>;

export const GraphNode = z.discriminatedUnion("kind", [
  InputNode,
  AgentNode,
  SupervisorNode,
  ToolNode,
  OutputNode,
  NoteNode,
  UnknownNode,
]);
export type GraphNode = z.infer<typeof GraphNode>;
export type NodeKind = GraphNode["kind"];
