import { z } from "zod";
import { JsonObject } from "../graph/json.ts";
import type { Plan } from "../plan/plan.ts";
import type { RunEvent } from "../run/event.ts";
import { RunMode } from "../run/run-mode.ts";
import type { DrawnWorkflow } from "./drawn-workflow.ts";
import type { JudgedRuns } from "./judged-runs.ts";

/** Which run goes first where runs of the workspace wait for a runner. */
export const RunPriority = z.enum(["low", "normal", "high"]);
export type RunPriority = z.infer<typeof RunPriority>;

/** What to run. */
export const RunRequest = z.strictObject({
  /** The published version; absent: the draft as it is stored. */
  version: z.int().positive().optional(),
  mode: RunMode,
  input: JsonObject,
  /** Without the simulated model's natural pauses. */
  instant: z.boolean(),
  priority: RunPriority.optional(),
});
export type RunRequest = z.infer<typeof RunRequest>;

/** A run that the workflow page shows from the start: one that goes on, or the one named in the address. */
export type ShownRun = {
  runId: string;
  plan: Plan;
  /** The published versions that it visits. */
  workflows: DrawnWorkflow[];
  input: JsonObject;
  mode: RunMode;
  events: RunEvent[];
};

/** What running a workflow on its page needs to know beside the workflow. */
export type RunSetup = {
  /** Whether a real run is possible; `reason` says in a sentence why not. */
  realModel: { ready: true; name: string } | { ready: false; reason: string };
  /** What an estimate of cost is judged by; null while no run has ended well. */
  judged: JudgedRuns | null;
  /** Nobody in the workspace has run anything yet. */
  firstRun: boolean;
  shown: ShownRun | null;
};
