import { randomUUID } from "node:crypto";
import type { Log, NewRun } from "../../../lib/engine/ports.ts";
import { Values } from "../../../lib/engine/values.ts";
import { parseEnv } from "../../../lib/env.ts";
import type { Graph } from "../../../lib/graph/graph.ts";
import { compile } from "../../../lib/plan/compile.ts";
import { FORMAT } from "../../../lib/plan/format.ts";
import type { Plan } from "../../../lib/plan/plan.ts";
import { type OwnerViewer, ownerAs } from "../../../lib/server/accounts/viewer.ts";
import { createConnection } from "../../../lib/server/connections/connections.ts";
import { openServer, type Server } from "../../../lib/server/ports.ts";
import { startRunner } from "../../../lib/server/runners/runner.ts";
import { startRun } from "../../../lib/server/runs/start-run.ts";
import { addWorkflow } from "../../../lib/server/workflows/workflow-record.ts";
import { createWorkspace } from "../../../lib/server/workspaces/workspace.ts";
import type { Surroundings } from "./competitor.ts";

const INPUT = { task: "Can order A-4711 be delivered this week?" };
/** Runs that the runner takes at once: as many as the largest scenario has. */
const SLOTS = 200;

/** Tutti with a runner in this process, a workspace, and what the bench does with them. */
export type OpenTutti = Awaited<ReturnType<typeof openTutti>>;

/**
 * Opens Tutti as its server does, on PostgreSQL or on PGlite: model connection from the database, SDK over HTTP, tools,
 * SQL log, and a runner in the same process.
 */
export async function openTutti(place: Surroundings, engine: "postgres" | "pglite") {
  const server = await openServer({
    ...parseEnv({}),
    dataDir: place.folder,
    databaseUrl: engine === "postgres" ? place.databaseUrl : undefined,
    secret: "a secret of the bench that is long enough",
  });
  const viewer = await openWorkspace(server, place.endpoint);
  const { workspaceId } = viewer;
  const ends = new Ends();
  const log = ends.watch(server.log);
  const ports = { ...server.ports, log };
  const runner = await startRunner(
    { ...server, ports, log },
    { kind: "server", slots: SLOTS, name: "bench" },
  );
  server.here.runner = runner;
  const workflows = new Map<string, string>();
  /** Runs that the runner has taken; it writes a row of the index for each. */
  let handedOver = 0;

  async function workflow(name: string, graph: Graph): Promise<string> {
    const known = workflows.get(name);
    if (known !== undefined) return known;
    const id = await server.db.$transaction((tx) =>
      addWorkflow(tx, {
        workspaceId,
        name,
        document: { graph, layout: {} },
        templateId: null,
      }),
    );
    workflows.set(name, id);
    return id;
  }

  function newRun(plan: Plan, input: { task: string }): NewRun {
    const runId = randomUUID();
    const values = new Values({ runId, workspaceId }, log, ports.crypto);
    const planHash = ports.crypto.sha256(JSON.stringify(plan));
    const common = { runId, mode: "real" as const, planHash, startedBy: viewer.userId };
    return {
      ...common,
      workspaceId,
      workflowId: null,
      workflowName: "Bench",
      plan,
      document: null,
      headStartMs: 0,
      start: {
        ...common,
        seq: 1,
        at: Date.now(),
        schema: FORMAT,
        cause: null,
        type: "run-start",
        input: values.put(input),
        instant: false,
      },
      blobs: values.unsaved,
    };
  }

  /** Hands the run to the runner. */
  async function begin(run: NewRun): Promise<void> {
    if (!(await runner.start(run))) throw new Error("The runner has no free slot");
    handedOver += 1;
  }

  /** The same; resolves once the run's end is stored. */
  async function perform(run: NewRun): Promise<void> {
    await begin(run);
    await ends.of(run.runId);
  }

  /** The answer of an ended run; throws when it did not end well. */
  async function answer(runId: string): Promise<string> {
    const events = await log.read(runId, 0, 10_000);
    const end = events.at(-1);
    if (end?.type !== "run-end" || end.outcome.status !== "ok")
      throw new Error(`Expected run ${runId} to end well: ${JSON.stringify(end)}`);
    const answered = events.find((event) => event.type === "span-end" && event.span === end.answer);
    if (answered?.type !== "span-end" || !answered.result) throw new Error(`Run ${runId} has no answer`);
    return String(await new Values({ runId, workspaceId }, log, ports.crypto).json(answered.result));
  }

  /** Starts a run by the use case that "Run" calls; resolves once the run's end is stored. */
  async function startAndWait(name: string, graph: Graph): Promise<void> {
    const workflowId = await workflow(name, graph);
    const { runId } = await startRun(viewer, { workflowId, mode: "real", input: INPUT, instant: false });
    handedOver += 1;
    await ends.of(runId);
  }

  /** Waits for the index of ended runs, which is written after their ends. */
  async function settle(): Promise<void> {
    const written = () => server.db.runSummary.count({ where: { endedAt: { not: null } } });
    for (let looks = 0; (await written()) < handedOver; looks++) {
      if (looks > 200)
        throw new Error(`Expected ${handedOver} ended runs in the index, got ${await written()}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  return {
    server,
    viewer,
    ports,
    newRun: (graph: Graph, input = INPUT) => newRun(planOf(graph), input),
    begin,
    perform,
    answer,
    workflow,
    startAndWait,
    settle,
    async close() {
      await runner.stop();
      await server.close();
    },
  };
}

/** Knows of every run whose end is stored through the log that it watches. */
class Ends {
  private readonly ended = new Map<string, PromiseWithResolvers<void>>();

  /** Resolves once the run's end is stored. */
  async of(runId: string): Promise<void> {
    await this.entry(runId).promise;
    this.ended.delete(runId);
  }

  watch(log: Log): Log {
    return {
      ...log,
      append: async (lease, events, blobs, consumed) => {
        await log.append(lease, events, blobs, consumed);
        if (events.some(({ type }) => type === "run-end")) this.entry(lease.runId).resolve();
      },
    };
  }

  private entry(runId: string): PromiseWithResolvers<void> {
    const entry = this.ended.get(runId) ?? Promise.withResolvers<void>();
    this.ended.set(runId, entry);
    return entry;
  }
}

function planOf(graph: Graph): Plan {
  const compiled = compile(graph);
  if (!compiled.ok) throw new Error(`A graph of the bench has problems: ${JSON.stringify(compiled.issues)}`);
  return compiled.plan;
}

/** The person that runs belong to, with a workspace and the scripted endpoint as its model; made when there is none. */
async function openWorkspace({ db }: Server, endpoint: string): Promise<OwnerViewer> {
  const person = { name: "Bench", email: "bench@example.com" };
  const member = await db.member.findFirst({ where: { user: person }, include: { workspace: true } });
  if (member) {
    const { userId, workspaceId, workspace } = member;
    return ownerAs({ userId, workspaceId, slug: workspace.slug, ...person });
  }
  const user = await db.user.create({ data: { id: randomUUID(), ...person } });
  const { workspaceId, slug } = await createWorkspace(
    { userId: user.id, address: "unknown", ...person },
    { name: "Bench", practice: false },
  );
  const viewer = ownerAs({ userId: user.id, workspaceId, slug, ...person });
  const model = { kind: "model" as const, provider: "Scripted endpoint", models: [] };
  await createConnection(viewer, {
    name: "Scripted endpoint",
    config: { ...model, baseUrl: `${endpoint}/v1` },
    secret: "",
  });
  return viewer;
}
