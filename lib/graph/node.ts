import { z } from "zod";
import { ItemId, keyedList } from "./item.ts";
import { isRefusedKey, Json, JsonObject } from "./json.ts";
import { JsonSchema, ObjectSchema } from "./json-schema.ts";
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

/**
 * Which failures are tried again: those that may pass, all of them, or those with one of these codes. Absent: those
 * that may pass.
 */
export const RetriedErrors = z.union([z.literal("all"), z.array(z.string().max(60)).max(20)]);
export type RetriedErrors = z.infer<typeof RetriedErrors>;

/** Attempts in all, and the first wait between them, which doubles, with jitter. For an agent: of one model call. */
export const Retry = z.strictObject({
  attempts: z.int().min(1).max(10),
  backoffMs: z.int().min(0).max(60_000),
  errors: RetriedErrors.optional(),
});
export type Retry = z.infer<typeof Retry>;

/** When a step that several flows lead to begins. */
export const Join = z.strictObject({
  /** Which of the flows have to have come; "all" leaves out those that can't come any more. */
  needs: z.union([z.literal("all"), z.literal("any"), z.int().min(1).max(100)]),
  /** It begins with what has come this long after the first flow came, ms; null: it waits. */
  withinMs: z.int().min(100).max(86_400_000).nullable(),
});
export type Join = z.infer<typeof Join>;

/**
 * What becomes of a step that has failed for good: it ends well with a result given here; or, where no "if it fails"
 * flow is taken, the run goes on as if no flow led on from it.
 */
export const OnFailure = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("result"), result: Json }),
  z.strictObject({ do: z.literal("leave-out") }),
]);
export type OnFailure = z.infer<typeof OnFailure>;

/**
 * A condition that an agent's answer has to meet. Where it doesn't, `say`, a text with `{{ CEL }}`, goes back to the
 * agent as a correction, at most `most` times; then the step fails. Both see `input`, `context`, `results` and
 * `output`, the answer.
 */
export const Acceptance = z.strictObject({
  when: z.string().max(2_000),
  say: z.string().max(20_000),
  most: z.int().min(1).max(10),
});
export type Acceptance = z.infer<typeof Acceptance>;

/** The most items that a map works on at once. */
export const MAX_CONCURRENCY = 100;

/** The most samples that a workflow keeps. */
export const MAX_SAMPLES = 20;

/** Absent: all flows, without a time. */
const join = { join: Join.optional() };
/** Absent: the run fails with the step. */
const onFailure = { onFailure: OnFailure.optional() };

const thinking = {
  instructions: Text,
  /** Tried in order: the next takes over when the one before has failed for good. Empty: the workflow's default. */
  models: keyedList(ModelEntry, 5),
  limits: Limits,
  retry: Retry,
  /** Longest time one model call may take, ms. */
  timeoutMs: z.int().min(100).max(600_000),
  ...join,
  ...onFailure,
};

export const InputNode = z.strictObject({
  ...base,
  kind: z.literal("input"),
  /** The run's form. */
  schema: ObjectSchema,
  samples: keyedList(Sample, MAX_SAMPLES),
});
export type InputNode = z.infer<typeof InputNode>;

export const AgentNode = z.strictObject({
  ...base,
  kind: z.literal("agent"),
  ...thinking,
  /** Structured output; null is plain text. */
  output: ObjectSchema.nullable(),
  /** CEL over `context`, `results` and `failures` for this agent's final answer in simulated runs; null composes one. */
  simulatedReply: z.string().max(20_000).nullable(),
  /** Absent: any answer that fits the output is accepted. */
  accept: Acceptance.optional(),
});
export type AgentNode = z.infer<typeof AgentNode>;

export const SupervisorNode = z.strictObject({ ...base, kind: z.literal("supervisor"), ...thinking });
export type SupervisorNode = z.infer<typeof SupervisorNode>;

export const ToolNode = z.strictObject({
  ...base,
  kind: z.literal("tool"),
  parameters: ObjectSchema,
  tool: ToolConfig,
  /** Absent: one attempt. */
  retry: Retry.optional(),
  ...join,
  ...onFailure,
});
export type ToolNode = z.infer<typeof ToolNode>;

export const OutputNode = z.strictObject({
  ...base,
  kind: z.literal("output"),
  /** Text with `{{ CEL }}` over `input` and `results`: the run's answer. Empty: the results that led here. */
  template: Text,
  ...join,
});
export type OutputNode = z.infer<typeof OutputNode>;

/**
 * Chooses how control goes on. The flows from it are its cases, in the order of the drawing: a flow with a condition
 * is taken if that holds, one without is the "else".
 */
export const BranchNode = z.strictObject({
  ...base,
  kind: z.literal("branch"),
  /** The first case that holds, or every one. */
  takes: z.enum(["first", "every"]),
  ...join,
});
export type BranchNode = z.infer<typeof BranchNode>;

/**
 * Asks one worker, to which its item edge leads, for each item of a list, several at a time. Its result is the list of
 * their results, in the order of the items.
 */
export const MapNode = z.strictObject({
  ...base,
  kind: z.literal("map"),
  /** CEL for the list, over what flows see: `input`, `results` and `rounds`. */
  items: z.string().max(2_000),
  /** How many items are worked on at once. */
  concurrency: z.int().min(1).max(MAX_CONCURRENCY),
  /** What a failed item means: the map fails, the item is left out, or its error stands in its place. */
  failedItems: z.enum(["fail", "skip", "keep"]),
  ...join,
  ...onFailure,
});
export type MapNode = z.infer<typeof MapNode>;

/** A published version of a workflow. */
export const PinnedWorkflow = z.strictObject({ id: z.string().min(1).max(100), version: z.int().min(1) });
export type PinnedWorkflow = z.infer<typeof PinnedWorkflow>;

/**
 * Another workflow as one step of this one. Its result is the text of that one's output or, where the output has no
 * template, the result that leads there; several are an object, by their reference names.
 */
export const WorkflowNode = z.strictObject({
  ...base,
  kind: z.literal("workflow"),
  /** Null: none is chosen yet. */
  workflow: PinnedWorkflow.nullable(),
  /** The form of the pinned version's input, and the shape of its result. A published version never changes. */
  parameters: ObjectSchema,
  result: JsonSchema.default({}),
  ...join,
  ...onFailure,
});
export type WorkflowNode = z.infer<typeof WorkflowNode>;

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
  BranchNode,
  MapNode,
  WorkflowNode,
  OutputNode,
  NoteNode,
  UnknownNode,
]);
export type GraphNode = z.infer<typeof GraphNode>;
export type NodeKind = GraphNode["kind"];
