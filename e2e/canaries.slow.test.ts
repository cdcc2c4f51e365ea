import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseEnv } from "../lib/env.ts";
import type { ContextField, GraphEdge } from "../lib/graph/edge.ts";
import type { GraphEdit } from "../lib/graph/graph-edit.ts";
import { newNode } from "../lib/graph/new-node.ts";
import type { GraphNode } from "../lib/graph/node.ts";
import type { HttpTool, ToolConfig } from "../lib/graph/tool.ts";
import type { OwnerViewer } from "../lib/server/accounts/viewer.ts";
import { createConnection, listConnections } from "../lib/server/connections/connections.ts";
import { recogniseModel } from "../lib/server/connections/recognise-model.ts";
import { testConnection } from "../lib/server/connections/test-connection.ts";
import { followRun } from "../lib/server/live/follow.ts";
import { openServer, type Server } from "../lib/server/ports.ts";
import { listRuns, loadRun, readAllEvents } from "../lib/server/runs/runs.ts";
import { startRun } from "../lib/server/runs/start-run.ts";
import { addPerson } from "../lib/server/temporary-server.ts";
import { saveEdits } from "../lib/server/workflows/workflow-edits.ts";
import { createWorkflow } from "../lib/server/workflows/workflows.ts";
import { onPostgres } from "../scripts/on-postgres.ts";
import { CANARIES, echoes, found } from "./canary-forms.ts";
import { type CanaryServices, startCanaryServices } from "./canary-services.ts";

test("a canary is found in every form in which it is planted", () => {
  for (const secret of Object.values(CANARIES))
    for (const form of echoes(secret)) expect([form, found(form).length > 0]).toEqual([form, true]);
});

onPostgres("secrets of every connection, given back by every service in every form", (postgres) => {
  const dataDir = mkdtempSync(join(tmpdir(), "tutti-canary-"));
  let server: Server;
  let services: CanaryServices;
  let viewer: OwnerViewer;
  let ids: Record<"http" | "postgres" | "smtp" | "model", string>;
  let runner: { said: () => string; stop: () => Promise<void> };

  beforeAll(async () => {
    const env = { DATA_DIR: dataDir, DATABASE_URL: postgres().url, TUTTI_ALLOW_ADDRESSES: "127.0.0.1" };
    server = await openServer(parseEnv(env));
    services = await startCanaryServices(postgres());
    ({ viewer } = await addPerson(server, "Ada"));
    const add = async (
      name: keyof typeof CANARIES,
      config: Parameters<typeof createConnection>[1]["config"],
    ) => (await createConnection(viewer, { name, config, secret: CANARIES[name] })).id;
    const { database, smtpPort, httpOrigin, endpoint } = services;
    const host = "127.0.0.1";
    ids = {
      model: await add("model", { kind: "model", provider: "x", baseUrl: endpoint.baseUrl, models: [] }),
      http: await add("http", { kind: "http", origin: httpOrigin, headerName: "X-Canary" }),
      postgres: await add("postgres", { kind: "postgres", host, ...database, sslmode: "disable" }),
      smtp: await add("smtp", {
        kind: "smtp",
        host,
        port: smtpPort,
        tls: "none",
        user: "desk",
        from: "desk@example.com",
        allowedRecipients: ["@example.com"],
      }),
    };
    runner = await startRunnerProcess(env);
  }, 180_000);
  afterAll(async () => {
    await runner?.stop();
    await services?.close();
    await server?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  test("stand in nothing that is stored, shown, streamed, printed or backed up", async () => {
    const workflowId = await draw(viewer, ids, services.httpOrigin);
    const told: unknown[] = [];
    const { runId } = await startRun(viewer, {
      workflowId,
      mode: "real",
      input: { ticket: "T-1" },
      instant: true,
    });
    const streamed = await new Response(
      await followRun(viewer, {
        runId,
        after: 0,
        signal: AbortSignal.timeout(120_000),
        access: async () => "same",
      }),
    ).text();
    const refused = await startRun(viewer, {
      workflowId,
      mode: "real",
      input: { ticket: "canary-refuse" },
      instant: true,
    });
    await expect
      .poll(async () => (await readAllEvents(viewer, refused.runId)).at(-1)?.type, { timeout: 60_000 })
      .toBe("run-end");

    // Everything was really asked for, came back, and was kept with its place marked.
    const events = await readAllEvents(viewer, runId);
    const ends = events.flatMap((event) => (event.type === "span-end" ? [event] : []));
    expect(events.at(-1)).toMatchObject({ type: "run-end", outcome: { status: "ok" } });
    const starts = new Map(
      events.flatMap((event) => (event.type === "span-start" ? [[event.seq, event]] : [])),
    );
    const performed = ends.filter(({ span }) => starts.get(span)?.work.kind === "tool");
    expect(
      Object.fromEntries(
        performed.map(({ span, outcome }) => [
          starts.get(span)?.name,
          "failure" in outcome ? outcome.failure.code : outcome.status,
        ]),
      ),
    ).toEqual({
      echo: "ok",
      fail: "http-status",
      refuse: "http-status",
      rows: "ok",
      cast: "sql-error",
      mail: "unreachable",
    });
    for (const secret of [CANARIES.http, CANARIES.smtp]) expect(services.seen).toContain(secret);
    expect(services.endpoint.completions()[0]?.headers.authorization).toBe(`Bearer ${CANARIES.model}`);
    expect(streamed).toContain("event: text");
    expect(streamed.split("[secret]").length).toBeGreaterThan(100);

    for (const id of Object.values(ids)) told.push(await testConnection(viewer, id).catch((error) => error));
    told.push(
      await recogniseModel(viewer, { key: CANARIES.model, baseUrl: `${services.httpOrigin}/fail` }).catch(
        (error) => error,
      ),
    );
    expect(told.map(String).join()).toContain("[secret]");
    const pages = [
      await listConnections(viewer),
      await loadRun(viewer, runId),
      await listRuns(viewer, { workflowId: null, status: null, before: null }),
    ];
    const backup = join(dataDir, "backup.jsonl.gz");
    await server.backUp(backup);

    const places = {
      streamed,
      events: JSON.stringify([events, await readAllEvents(viewer, refused.runId)]),
      told: told
        .map((one) => (one instanceof Error ? `${one.message} ${JSON.stringify(one)}` : JSON.stringify(one)))
        .join("\n"),
      pages: JSON.stringify(pages),
      printed: runner.said(),
      backup: gunzipSync(readFileSync(backup)).toString("utf8"),
      ...(await tables(server)),
    };
    expect(places.backup).toContain("T-1");
    expect(Object.keys(places).length).toBeGreaterThan(15);
    const leaks = Object.entries(places).flatMap(([place, text]) =>
      found(text).map((what) => `${place}: ${what}`),
    );
    expect(leaks).toEqual([]);
  }, 300_000);
});

/** The real command for runners, with everything that it prints. */
async function startRunnerProcess(env: Record<string, string>) {
  const own = mkdtempSync(join(tmpdir(), "tutti-canary-runner-"));
  copyFileSync(join(env.DATA_DIR ?? "", "secret"), join(own, "secret"));
  const child = spawn(process.execPath, ["scripts/runner.ts"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, NODE_ENV: "test", ...env, DATA_DIR: own },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += text));
  return {
    said: () => said,
    async stop() {
      if (child.exitCode === null) {
        child.kill("SIGTERM");
        await once(child, "exit");
      }
      rmSync(own, { recursive: true, force: true });
    },
  };
}

/** Every table of Tutti's database as text, by name; what is sealed stays as it is. */
async function tables({ db }: Server): Promise<Record<string, string>> {
  const names = await db.$queryRaw<{ name: string }[]>`
    SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
    WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`;
  const dumped: Record<string, string> = {};
  for (const { name } of names) {
    const [schema, table] = name.split(".");
    const [row] = await db.$queryRawUnsafe<{ all: string | null }[]>(
      `SELECT string_agg(t::text, chr(10)) AS all FROM "${schema}"."${table}" t`,
    );
    dumped[name] = row?.all ?? "";
  }
  return dumped;
}

const note = {
  type: "object" as const,
  properties: { note: { type: "string" as const } },
  required: ["note"],
};
const ticket = {
  type: "object" as const,
  properties: { ticket: { type: "string" as const } },
  required: ["ticket"],
};

/** One agent with a tool for each way in which a service gives back what it knows. */
async function draw(viewer: OwnerViewer, ids: Record<string, string>, origin: string): Promise<string> {
  const http = (path: string, method: HttpTool["method"]): ToolConfig => ({
    type: "http",
    connectionId: ids.http ?? null,
    method,
    url: `${origin}/${path}?note={{ parameters.note }}`,
    headers: [],
    body: method === "GET" ? "" : '{"note": {{ parameters.note }}}',
    timeoutMs: 60_000,
  });
  const sql = (statement: string): ToolConfig => ({
    type: "sql",
    connectionId: ids.postgres ?? null,
    mode: "author",
    statement,
    maxRows: 1_000,
    timeoutMs: 60_000,
  });
  const tools: Record<string, ToolConfig> = {
    echo: http("echo", "POST"),
    fail: http("fail", "GET"),
    refuse: http("refuse", "POST"),
    rows: sql("select form, :note as note from leak"),
    cast: sql("select (form || :note)::int as n from leak"),
    mail: {
      type: "email",
      connectionId: ids.smtp ?? null,
      to: "ada@example.com",
      subject: "Note",
      body: "{{ parameters.note }}",
    },
  };
  const agent = newNode("agent", "desk");
  if (agent.kind !== "agent") throw new Error("expected an agent");
  const fromInput: ContextField[] = [
    {
      id: "ticket",
      name: "ticket",
      schema: { type: "string" },
      required: true,
      fill: { by: "path", path: "input.ticket" },
    },
  ];
  const nodes: GraphNode[] = [
    {
      id: "input",
      kind: "input",
      name: "Ticket",
      referenceName: "input",
      description: "",
      schema: ticket,
      samples: [],
    },
    {
      ...agent,
      name: "desk",
      referenceName: "desk",
      description: "The desk.",
      instructions: "Use every tool once.",
      models: [{ id: "m1", connectionId: null, model: "scripted-model" }],
    },
    ...Object.entries(tools).map(
      ([id, tool]): GraphNode => ({
        id,
        kind: "tool",
        name: id,
        referenceName: id,
        description: `Does ${id}.`,
        parameters: note,
        tool,
      }),
    ),
    {
      id: "output",
      kind: "output",
      name: "Outcome",
      referenceName: "output",
      description: "",
      template: "{{ results.desk }}",
    },
  ];
  const edges: GraphEdge[] = [
    { id: "in", kind: "flow", from: "input", to: "desk", context: fromInput },
    { id: "out", kind: "flow", from: "desk", to: "output", context: [] },
    ...Object.keys(tools).map(
      (to): GraphEdge => ({
        id: `uses-${to}`,
        kind: "tool",
        from: "desk",
        to,
        fills: [{ name: "note", fill: { by: "model" } }],
      }),
    ),
  ];
  const edits = [
    ...nodes.map((node): GraphEdit => ({ type: "node-add", node, position: null })),
    ...edges.map((edge): GraphEdit => ({ type: "edge-add", edge })),
  ];
  const { id } = await createWorkflow(viewer, "Canaries");
  const sent = edits.map((edit, at) => ({
    id: `edit-${at}`,
    edit,
    page: "canaries",
    base: 0,
    step: "drawn",
  }));
  await saveEdits(viewer, { workflowId: id, baseSeq: 0, edits: sent });
  return id;
}
