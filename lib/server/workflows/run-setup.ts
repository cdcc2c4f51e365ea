import type { JsonObject } from "../../graph/json.ts";
import type { Plan } from "../../plan/plan.ts";
import type { RunEvent, RunMode } from "../../run/event.ts";
import type { JudgedRuns } from "../../views/judged-runs.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { server } from "../ports.ts";
import { loadRun, readAllEvents } from "../runs/runs.ts";

/** What running a workflow on its page needs to know beside the workflow. */
export type RunSetup = {
  /** Whether a real run is possible; `reason` says in a sentence why not. */
  realModel: { ready: true; name: string } | { ready: false; reason: string };
  /** What an estimate of cost is judged by; null while no run has ended well. */
  judged: JudgedRuns | null;
  /** Nobody in the workspace has run anything yet. */
  firstRun: boolean;
  shown: { runId: string; plan: Plan; input: JsonObject; mode: RunMode; events: RunEvent[] } | null;
};

const JUDGED_RUNS = 5;

/** The setup for a workflow's page. It shows the run `runId`, or else one of the workflow that goes on. */
export async function loadRunSetup(
  viewer: Viewer,
  workflowId: string,
  runId: string | null,
): Promise<RunSetup> {
  const { db } = await server();
  const { workspaceId } = viewer;
  const own = { workspaceId, workflowId };
  const [model, runs, live, ended] = await Promise.all([
    db.connection.findFirst({ where: { workspaceId, kind: "model", isDefault: true } }),
    db.run.count({ where: { workspaceId, recorded: false } }),
    db.runSummary.findFirst({
      where: { ...own, status: { in: ["waiting", "running"] } },
      orderBy: { startedAt: "desc" },
    }),
    db.runSummary.findMany({
      where: { ...own, status: "ok" },
      orderBy: { startedAt: "desc" },
      take: JUDGED_RUNS,
    }),
  ]);
  const shownId = runId ?? live?.runId ?? null;
  return {
    realModel: model
      ? { ready: true, name: model.name }
      : { ready: false, reason: "No model is connected yet. Connect one on the connections page." },
    judged: await judgedRuns(ended.map((run) => run.runId)),
    firstRun: runs === 0,
    shown: shownId === null ? null : await shownRun(viewer, shownId),
  };
}

async function shownRun(viewer: Viewer, runId: string): Promise<RunSetup["shown"]> {
  const [{ plan, input, mode }, events] = await Promise.all([
    loadRun(viewer, runId),
    readAllEvents(viewer, runId),
  ]);
  return { runId, plan, input, mode, events };
}

/** The tokens that each agent's model calls took in these runs, per run. */
async function judgedRuns(runIds: string[]): Promise<JudgedRuns | null> {
  if (runIds.length === 0) return null;
  const { db } = await server();
  const sums = await db.spanSummary.groupBy({
    by: ["nodeId"],
    where: { runId: { in: runIds }, kind: "model", nodeId: { not: null } },
    _sum: { inputTokens: true, outputTokens: true },
  });
  const each = (sum: bigint | null) => Math.round(Number(sum ?? 0n) / runIds.length);
  const steps = sums.map(({ nodeId, _sum }) => ({
    step: nodeId ?? "",
    inputTokens: each(_sum.inputTokens),
    outputTokens: each(_sum.outputTokens),
  }));
  return { runs: runIds.length, steps };
}
