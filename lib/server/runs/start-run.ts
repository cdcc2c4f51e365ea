import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { NewRun } from "../../engine/ports.ts";
import { Values } from "../../engine/values.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Surroundings } from "../../graph/issue.ts";
import type { JsonObject } from "../../graph/json.ts";
import { inPlainWords } from "../../graph/schema-words.ts";
import { compile, type RunKind } from "../../plan/compile.ts";
import { FORMAT } from "../../plan/format.ts";
import type { Plan } from "../../plan/plan.ts";
import { mainOf, stepOf } from "../../plan/plan-index.ts";
import type { DrawnWorkflow } from "../../views/drawn-workflow.ts";
import { MAX_INPUT_LENGTH } from "../../views/run-input.ts";
import { RunRequest } from "../../views/run-setup.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { AppError } from "../app-error.ts";
import { server } from "../ports.ts";
import { runSurroundings } from "../workflows/run-surroundings.ts";
import { toolSamples } from "../workflows/tool-samples.ts";
import { versionRecord } from "../workflows/versions.ts";
import { workflowRecord } from "../workflows/workflow-record.ts";
import { drawnWorkflows } from "./drawn-workflows.ts";

/** What to run, of which workflow. */
export const StartRun = RunRequest.extend({ workflowId: z.string().max(100) });
export type StartRun = z.infer<typeof StartRun>;

/**
 * By priority: how much earlier a run counts as queued, ms. It goes before others, which still don't wait for ever.
 */
const HEAD_START_MS = { low: 0, normal: 3_600_000, high: 7_200_000 };

/**
 * Starts a run of the workflow as it is stored, or of a published version: compiles it, checks the input against the form,
 * stores the plan and the first event, and tells the runners. Refuses while the workflow has errors. `runId`: the id of the
 * run, where it has to be known before.
 */
export async function startRun(
  viewer: Viewer<"run">,
  { workflowId, version, mode, input, instant, priority = "normal" }: StartRun,
  runId: string = randomUUID(),
): Promise<{ runId: string; plan: Plan; workflows: DrawnWorkflow[] }> {
  const { length } = JSON.stringify(input);
  if (length > MAX_INPUT_LENGTH)
    throw new AppError(
      "TOO_LARGE",
      `Expected an input of at most ${MAX_INPUT_LENGTH} characters of JSON, got ${length}.`,
    );
  const { db, log, dispatch, crypto, here } = await server();
  const { workspaceId } = viewer;
  const workflow =
    version === undefined
      ? await workflowRecord(db, workspaceId, workflowId)
      : await versionRecord(db, viewer, { workflowId, version });
  const { graph } = workflow.document;
  const [surroundings, startedAt] = await Promise.all([
    runSurroundings(viewer, { workflowId, graph }),
    log.now(),
  ]);
  const visited = (surroundings.workflows ?? []).map((one) => one.graph);
  const kind: RunKind =
    mode === "real" ? { mode } : { mode, samples: await toolSamples(viewer, graph, visited) };
  const plan = planOf(graph, surroundings, kind);
  refuseWrongInput(plan, input);
  if (mode === "real" && (await db.connection.count({ where: { workspaceId, kind: "model" } })) === 0)
    throw new AppError("INVALID", "A real run needs a model: connect one on the connections page first.");

  const values = new Values({ runId, workspaceId }, log, crypto);
  const planHash = crypto.sha256(JSON.stringify(plan));
  const run: NewRun = {
    runId,
    workspaceId,
    workflowId,
    workflowName: workflow.name,
    version: version ?? null,
    startedBy: viewer.userId,
    mode,
    plan,
    planHash,
    document: JSON.stringify(workflow.document),
    headStartMs: HEAD_START_MS[priority],
    start: {
      runId,
      seq: 1,
      at: startedAt,
      schema: FORMAT,
      cause: null,
      type: "run-start",
      mode,
      planHash,
      input: values.put(input),
      startedBy: viewer.userId,
      instant,
    },
    blobs: [],
  };
  run.blobs = values.unsaved;
  if (!(await here.runner?.start(run))) {
    await log.create(run);
    await dispatch.nudge(runId);
  }
  return { runId, plan, workflows: await drawnWorkflows(viewer, plan) };
}

function planOf(graph: Graph, surroundings: Surroundings, kind: RunKind): Plan {
  const compiled = compile(graph, surroundings, kind);
  if (compiled.ok) return compiled.plan;
  const { issues } = compiled;
  const others = issues.length - 1;
  const more =
    others === 0 ? "" : others === 1 ? " There is 1 more problem." : ` There are ${others} more problems.`;
  throw new AppError("INVALID", `This workflow can't run yet: ${issues[0]?.message}${more}`);
}

/** Refuses an input that does not fit the run's form, with a sentence for each field. */
function refuseWrongInput(plan: Plan, input: JsonObject): void {
  const main = mainOf(plan);
  const entry = stepOf(main, main.entry);
  if (entry.kind !== "input") throw new Error(`expected the plan's entry ${main.entry} to be an input step`);
  // Our schemas are a subset of JSON Schema; the library's type wants more.
  const schema = z.fromJSONSchema({
    ...entry.schema,
    additionalProperties: false,
  } as z.core.JSONSchema.BaseSchema);
  const parsed = schema.safeParse(input, { error: inPlainWords });
  if (parsed.success) return;
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues) fields[issue.path.join(".")] ??= issue.message;
  const [field, message] = Object.entries(fields)[0] ?? ["", "something else was expected"];
  throw new AppError("INVALID", `The input does not fit the form: ${field ? `${field}: ` : ""}${message}`, {
    fields,
    cause: parsed.error,
  });
}
