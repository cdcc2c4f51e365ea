import type { JsonObject } from "../../graph/json.ts";
import type { Plan } from "../../plan/plan.ts";
import type { RunEvent, RunMode } from "../../run/event.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { server } from "../ports.ts";
import { loadRun, readAllEvents } from "../runs/runs.ts";

/** What running a workflow on its page needs to know beside the workflow. */
export type RunSetup = {
  /** Whether a real run is possible; `reason` says in a sentence why not. */
  realModel: { ready: true; name: string } | { ready: false; reason: string };
  /** What a run would cost, judged by the latest ones; null when there is nothing to judge by. */
  estimate: { costNanos: number | null; model: string } | null;
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
    estimate: await estimate(ended),
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

/** The middle cost of the judged runs, and the model that the latest of them called most. */
async function estimate(runs: { runId: string; costNanos: bigint | null }[]): Promise<RunSetup["estimate"]> {
  const [latest] = runs;
  if (latest === undefined) return null;
  const { db } = await server();
  const [model] = await db.spanSummary.groupBy({
    by: ["model"],
    where: { runId: latest.runId, kind: "model", model: { not: null } },
    _count: true,
    orderBy: { _count: { model: "desc" } },
    take: 1,
  });
  const costs = runs.map((run) => run.costNanos);
  const known = costs.filter((cost) => cost !== null).toSorted((a, b) => Number(a - b));
  const middle = known[Math.floor(known.length / 2)];
  const costNanos = known.length < costs.length || middle === undefined ? null : Number(middle);
  return { costNanos, model: model?.model ?? "the model" };
}
