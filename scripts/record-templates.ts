// npm run record-templates: runs each template's first sample on the simulated model, on a data folder of its own, and
// keeps the log as JSON Lines beside the code that ships it.
import { writeFileSync } from "node:fs";
import { WorkflowDocument } from "../lib/graph/graph.ts";
import { startRunner } from "../lib/server/runners/runner.ts";
import { loadRecording, recordingFile } from "../lib/server/runs/recorded-runs.ts";
import { writeRecording } from "../lib/server/runs/recording.ts";
import { startRun } from "../lib/server/runs/start-run.ts";
import { addPerson, openTemporaryServer } from "../lib/server/temporary-server.ts";
import { templates } from "../lib/server/workflows/templates.ts";
import { createFromTemplate } from "../lib/server/workflows/workflows.ts";

const server = await openTemporaryServer();
const runner = await startRunner(server, { kind: "server", slots: 1, name: "recorder" });
try {
  const { viewer } = await addPerson(server, "Recorder", true);
  for (const template of templates) {
    const document = template.document();
    const samples = document.graph.nodes.find((node) => node.kind === "input")?.samples ?? [];
    const input = samples[0]?.input;
    if (!input) throw new Error(`the template ${template.id} has no sample to record`);
    const { id: workflowId } = await createFromTemplate(viewer, template.id);
    // The first run of a server starts what reads databases; the recorded one is to have the usual pace.
    const warm = samples.at(-1)?.input ?? input;
    await finished(
      (await startRun(viewer, { workflowId, mode: "simulated", input: warm, instant: true })).runId,
    );
    const { runId } = await startRun(viewer, { workflowId, mode: "simulated", input, instant: false });
    const events = await finished(runId);
    const end = events.at(-1);
    if (end?.type !== "run-end" || end.outcome.status !== "ok")
      throw new Error(`the run of ${template.id} ended as ${JSON.stringify(end)}`);
    const plan = await server.log.plan(runId);
    if (!plan) throw new Error(`run ${runId} has no plan`);
    const blobs = await server.db.runValue.findMany({
      where: { scope: runId },
      select: { hash: true, content: true },
    });
    const text = writeRecording({
      workflowName: template.name,
      plan,
      document: WorkflowDocument.parse(document),
      blobs,
      events: events.map((event) =>
        event.type === "run-start" ? { ...event, startedBy: "recording" } : event,
      ),
    });
    writeFileSync(recordingFile(template.id), text);
    const { length } = (await loadRecording(template.id)).events;
    console.log(`${template.id}: ${length} events`);
  }
} finally {
  await runner.stop();
  await server.close();
}
process.exit();

/** The run's events once it has ended. */
async function finished(runId: string) {
  for (;;) {
    const events = await server.log.read(runId, 0, 10_000);
    if (events.at(-1)?.type === "run-end") return events;
    await new Promise<void>((resolve) => {
      const stop = server.log.listen(runId, () => {
        stop();
        resolve();
      });
    });
  }
}
