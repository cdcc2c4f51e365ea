import type { JudgedRuns } from "../../views/judged-runs.ts";
import type { RunSetup, ShownRun } from "../../views/run-setup.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { server } from "../ports.ts";
import { loadRun, readAllEvents } from "../runs/runs.ts";

const JUDGED_RUNS = 5;

/**
 * What running a workflow needs on its page. It shows the run `runId`, or else a run of the workflow that is under
 * way.
 */
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

async function shownRun(viewer: Viewer, runId: string): Promise<ShownRun> {
  const [{ plan, workflows, input, mode }, events] = await Promise.all([
    loadRun(viewer, runId),
    readAllEvents(viewer, runId),
  ]);
  return { runId, plan, workflows, input, mode, events };
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
