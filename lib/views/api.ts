import { z } from "zod";
import { Json, JsonObject } from "../graph/json.ts";
import { RunMode } from "../run/run-mode.ts";
import { RunPriority } from "./run-setup.ts";

/** The longest that a request waits for a run's end, seconds. */
export const MOST_WAIT_SECONDS = 30;

const Moment = z.iso.datetime();

/** What the HTTP API says of a workflow. */
export const ApiWorkflow = z.strictObject({
  id: z.string(),
  name: z.string(),
  newestVersion: z
    .int()
    .positive()
    .nullable()
    .describe("Null: nothing of it is published, so it can't be started."),
  updatedAt: Moment,
});
export type ApiWorkflow = z.infer<typeof ApiWorkflow>;

export const ApiWorkflows = z.strictObject({ items: z.array(ApiWorkflow) });

/** What the HTTP API says of a run. */
export const ApiRun = z.strictObject({
  id: z.string(),
  workflowId: z.string().nullable(),
  workflowName: z.string(),
  version: z.int().positive().nullable().describe("The published version that was run; null: the draft."),
  mode: RunMode,
  status: z
    .enum(["waiting", "running", "ok", "failed", "cancelled", "lost", "unknown"])
    .describe("The first two are under way, the others are ends."),
  startedAt: Moment,
  endedAt: Moment.nullable(),
  costUsd: z.number().nullable().describe("Null: not known, because a model has no price."),
  inputTokens: z.int(),
  outputTokens: z.int(),
});
export type ApiRun = z.infer<typeof ApiRun>;

export const ApiRuns = z.strictObject({
  items: z.array(ApiRun),
  next: z.string().nullable().describe("What `before` takes to get the older ones; null: there are none."),
});

/** A run with what came of it. */
export const ApiRunResult = ApiRun.extend({
  output: Json.nullable().describe("The answer of a run that is ok; null otherwise."),
  failure: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
});
export type ApiRunResult = z.infer<typeof ApiRunResult>;

/** What starts a run. */
export const ApiStart = z.strictObject({
  input: JsonObject.default({}).describe("By the form of the workflow's input node."),
  version: z.int().positive().optional().describe("A published version; absent: the newest."),
  mode: RunMode.default("real"),
  instant: z.boolean().default(false).describe("In a simulated run: without the model's pauses."),
  priority: RunPriority.optional(),
});
export type ApiStart = z.infer<typeof ApiStart>;

/** A refusal, as a problem document (RFC 9457). */
export const ApiProblem = z.strictObject({
  type: z.literal("about:blank"),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe("What was expected, what came, and what to do."),
  code: z.string().describe("For programs; it does not change with the words."),
  fields: z.record(z.string(), z.string()).optional().describe("What is wrong, by the path of the field."),
});
