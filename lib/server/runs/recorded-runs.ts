import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { server } from "../ports.ts";
import { type Recording, readRecording } from "./recording.ts";
import { foldRun, writeRunSummary } from "./run-summary.ts";

/** The folder of the templates' recordings, made by `npm run record-templates`. */
export const recordingFile = (templateId: string): string =>
  join(/* turbopackIgnore: true */ process.cwd(), "lib/server/runs/recordings", `${templateId}.jsonl`);

/** The recorded run of a template. */
export async function loadRecording(templateId: string): Promise<Recording> {
  return readRecording(await readFile(recordingFile(templateId), "utf8"));
}

/** Adds a recording to a workspace as a run of its own, marked as recorded; returns its id. */
export async function importRecording(
  to: { workspaceId: string; workflowId: string; userId: string },
  recording: Recording,
): Promise<string> {
  const { db, log, index, crypto } = await server();
  const runId = randomUUID();
  const [start, ...events] = recording.events.map((event) => ({ ...event, runId }));
  if (start?.type !== "run-start") throw new Error("a recording begins with the event run-start");
  const run = {
    runId,
    workspaceId: to.workspaceId,
    workflowId: to.workflowId,
    workflowName: recording.workflowName,
    startedBy: to.userId,
    mode: start.mode,
    plan: recording.plan,
    planHash: crypto.sha256(JSON.stringify(recording.plan)),
    document: JSON.stringify(recording.document),
    version: null,
    headStartMs: 0,
    start,
    blobs: recording.blobs,
  };
  // Claimed from the start, so that no runner tries to drive it.
  const lease = await log.create(run, { runner: "recording", leaseMs: 60_000 });
  if (lease) await log.append(lease, events, [], []);
  await db.run.update({
    where: { id: runId },
    data: { recorded: true, createdAt: new Date(start.at) },
  });
  await writeRunSummary(index, await foldRun(log, runId));
  return runId;
}
