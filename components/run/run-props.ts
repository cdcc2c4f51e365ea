import type { Plan } from "@/lib/plan/plan.ts";
import type { Answer } from "@/lib/views/answer.ts";
import type { DrawnWorkflow } from "@/lib/views/drawn-workflow.ts";
import type { RunRequest, RunSetup } from "@/lib/views/run-setup.ts";

/** Starts a run of the workflow as it is stored; the plan is the one frozen with the run. */
export type StartRun = (
  request: RunRequest,
) => Promise<Answer<{ runId: string; plan: Plan; workflows: DrawnWorkflow[] }>>;

/** Asks a run to stop. */
export type CancelRun = (runId: string) => Promise<Answer<object>>;

/** All that running a workflow on its page needs from outside. */
export type RunSetupProps = RunSetup & {
  start: StartRun;
  cancel: CancelRun;
  /** Where the event stream of a run is, `/api/w/<slug>/runs/<id>/events`; values are beside it under `/values/<hash>`. */
  runsUrl: string;
};
