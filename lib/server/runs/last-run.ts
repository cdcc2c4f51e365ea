import type { Log } from "../../engine/ports.ts";
import { isJsonObject, type Json, type JsonObject } from "../../graph/json.ts";
import type { Value } from "../../run/value.ts";
import type { SampleRun } from "../../views/sample-run.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { server } from "../ports.ts";
import { foldRun } from "./run-summary.ts";

/** How many samples are cached. An ended run never changes, so its log is folded only once. */
const KEPT_SAMPLES = 20;
const samples = new Map<string, SampleRun>();

/** The values of the workflow's latest successful run, for previews; values too large for an event are left out. */
export async function loadLastRun(viewer: Viewer, workflowId: string): Promise<SampleRun | null> {
  const { db, log } = await server();
  const row = await db.runSummary.findFirst({
    where: { workspaceId: viewer.workspaceId, workflowId, status: "ok" },
    orderBy: { startedAt: "desc" },
    select: { runId: true },
  });
  if (row === null) return null;
  const known = samples.get(row.runId);
  if (known) return known;
  const sample = await sampleOf(log, row.runId);
  samples.set(row.runId, sample);
  const [oldest] = samples.keys();
  if (samples.size > KEPT_SAMPLES && oldest !== undefined) samples.delete(oldest);
  return sample;
}

async function sampleOf(log: Log, runId: string): Promise<SampleRun> {
  const [plan, trace] = await Promise.all([log.plan(runId), foldRun(log, runId)]);
  const input = jsonOf(trace.input);
  const results: JsonObject = {};
  for (const span of trace.spans.values()) {
    const name = span.kind === "step" && plan?.steps.find((step) => step.id === span.step)?.callName;
    const result = jsonOf(span.result);
    if (name && result !== undefined) results[name] = result;
  }
  return { input: isJsonObject(input) ? input : {}, results };
}

const jsonOf = (value: Value | null): Json | undefined =>
  value?.inline === undefined ? undefined : JSON.parse(value.inline);
