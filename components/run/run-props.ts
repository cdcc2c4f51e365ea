import type { JsonObject } from "@/lib/graph/json.ts";
import type { Plan } from "@/lib/plan/plan.ts";
import type { RunEvent, RunMode } from "@/lib/run/event.ts";
import type { JudgedRuns } from "@/lib/views/judged-runs.ts";

/** What an action answers when it could not do it; `fields` are sentences by the form's field. */
export type RunRefusal = { ok: false; code: string; message: string; fields?: Record<string, string> };

/** Which run goes first where runs of the workspace wait for a runner. */
export type RunPriority = "low" | "normal" | "high";

/** What to run: `instant` leaves out the natural pauses of the simulated model. */
export type RunRequest = { mode: RunMode; input: JsonObject; instant: boolean; priority: RunPriority };

/** Starts a run of the workflow as it is stored; the plan is the one frozen with the run. */
export type StartRun = (request: RunRequest) => Promise<{ ok: true; runId: string; plan: Plan } | RunRefusal>;

/** Asks a run to stop. */
export type CancelRun = (runId: string) => Promise<{ ok: true } | RunRefusal>;

/** A run that the workflow page shows from the start: one that goes on, or the one named in the address. */
export type ShownRun = { runId: string; plan: Plan; input: JsonObject; mode: RunMode; events: RunEvent[] };

/** All that running a workflow on its page needs from outside. */
export type RunSetup = {
  start: StartRun;
  cancel: CancelRun;
  /** Where the event stream of a run is, `/api/runs/<id>/events`; values are beside it under `/values/<hash>`. */
  runsUrl: string;
  /** Whether a real run is possible; `reason` says in a sentence why not. */
  realModel: { ready: true; name: string } | { ready: false; reason: string };
  /** What an estimate of cost is judged by; null while no run has ended well. */
  judged: JudgedRuns | null;
  /** Nobody in the workspace has run anything yet. */
  firstRun: boolean;
  shown: ShownRun | null;
};
