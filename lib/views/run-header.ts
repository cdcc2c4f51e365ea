import type { WorkflowDocument } from "../graph/graph.ts";
import type { JsonObject } from "../graph/json.ts";
import type { Plan } from "../plan/plan.ts";
import type { RunMode } from "../run/run-mode.ts";
import type { DrawnWorkflow } from "./drawn-workflow.ts";

/** What is known of a run beside its events. */
export type RunHeader = {
  id: string;
  workflowId: string | null;
  workflowName: string;
  mode: RunMode;
  input: JsonObject;
  /** The person's name. */
  startedBy: string;
  /** Epoch ms. */
  createdAt: number;
  /** A recording that came with Tutti. */
  recorded: boolean;
  /** Kept whatever the workspace's retention says. */
  pinned: boolean;
  plan: Plan;
  /** What the plan was made from, for drawing it. */
  document: WorkflowDocument | null;
  /** The published versions that it visits. */
  workflows: DrawnWorkflow[];
};
