import type { RunRefusal } from "@/components/run/run-props.ts";
import type { RunMenuActions } from "@/components/runs-list/run-menu.tsx";
import type { WorkflowDocument } from "@/lib/graph/graph.ts";
import type { JsonObject } from "@/lib/graph/json.ts";
import type { Plan } from "@/lib/plan/plan.ts";
import type { RunEvent, RunMode } from "@/lib/run/event.ts";

/** What is known of a run beside its events. */
export type RunHeader = {
  id: string;
  workflowId: string | null;
  workflowName: string;
  mode: RunMode;
  input: JsonObject;
  /** The person's name. */
  startedBy: string;
  createdAt: number;
  /** A recording that came with Tutti. */
  recorded: boolean;
  /** Kept whatever the workspace's retention says. */
  pinned: boolean;
  plan: Plan;
  /** What the plan was made from, for drawing it. */
  document: WorkflowDocument | null;
};

/** All that the page of one run gets from outside. */
export type TracePageProps = {
  header: RunHeader;
  /** The events so far, in order from the first. */
  events: RunEvent[];
  /** `/api/runs`: the event stream is under `/<id>/events`, values under `/<id>/values/<hash>`. */
  runsUrl: string;
  /** Starts the same workflow as it is now with this run's input; null when that is not possible. */
  runAgain: (() => Promise<{ ok: true; runId: string } | RunRefusal>) | null;
  cancel: (() => Promise<{ ok: true } | RunRefusal>) | null;
  menu: RunMenuActions;
};
