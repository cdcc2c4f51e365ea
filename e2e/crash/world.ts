import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { demoFile } from "../../lib/adapters/demo/demo-company.ts";
import { planOrders } from "../../lib/adapters/demo/plan-orders.ts";
import { parseEnv } from "../../lib/env.ts";
import type { GraphEdit } from "../../lib/graph/graph-edit.ts";
import type { OwnerViewer } from "../../lib/server/accounts/viewer.ts";
import { createConnection } from "../../lib/server/connections/connections.ts";
import { openServer, type Server } from "../../lib/server/ports.ts";
import { addPerson } from "../../lib/server/temporary-server.ts";
import { publishVersion } from "../../lib/server/workflows/publish-version.ts";
import { saveEdits } from "../../lib/server/workflows/workflow-edits.ts";
import { createWorkflow } from "../../lib/server/workflows/workflows.ts";
import { startTemporaryPostgres, type TemporaryPostgres } from "../../scripts/temporary-postgres.ts";
import { SENDER } from "./check-effects.ts";
import { batchWorkflow, roundsWorkflow } from "./control-flow-workflows.ts";
import { MODEL } from "./drawing.ts";
import { type Effect, type LedgerEffects, startLedgerEffects } from "./ledger-effects.ts";
import { type LedgerEndpoint, startLedgerEndpoint } from "./ledger-endpoint.ts";
import { orderReply } from "./order-reply.ts";
import {
  dispatchWorkflow,
  filingWorkflow,
  isPatient,
  longWorkflow,
  obedientReply,
  patientWorkflow,
  type Targets,
  unhurriedOrder,
} from "./workflows.ts";

/** The workflows that crash tests run. */
export type Workflow = "dispatch" | "filing" | "long" | "patient" | "rounds" | "batch" | "order";

/** The other side of everything that runs reach: model endpoint, HTTP service, mail server, database to write to. */
export type World = {
  endpoint: LedgerEndpoint;
  effects: LedgerEffects;
  target: TemporaryPostgres;
  /** A data folder of its own. */
  dataDir: string;
  /** What every process of Tutti is started with. */
  env: Record<string, string>;
  close(): Promise<void>;
};

/** Seconds that the patient agent's endpoint asks to wait: longer than a runner keeps a run that only waits. */
export const PATIENCE_SECONDS = 4;

/** Starts the other side. `pace` slows the endpoint's words down. */
export async function startWorld(pace = { firstTokenMs: 20, msPerToken: 2 }): Promise<World> {
  const dataDir = mkdtempSync(join(tmpdir(), "tutti-crash-"));
  const reply = (body: unknown, before: number) => {
    const text = JSON.stringify(body);
    if (isPatient(text) && before === 0) return { status: 429, retryAfterSeconds: PATIENCE_SECONDS };
    return orderReply(body) ?? obedientReply(body);
  };
  const [endpoint, effects, target] = await Promise.all([
    startLedgerEndpoint(reply, pace),
    startLedgerEffects(),
    startTemporaryPostgres(),
  ]);
  await query(target.url, "create table booking (ticket text not null, line int)");
  return {
    endpoint,
    effects,
    target,
    dataDir,
    env: {
      DATA_DIR: dataDir,
      TUTTI_SECRET: `${randomUUID()}${randomUUID()}`,
      TUTTI_ALLOW_ADDRESSES: "127.0.0.1",
    },
    async close() {
      await Promise.all([endpoint.close(), effects.close(), target.stop()]);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Opens Tutti on the world's data folder, or on a database, in this process and without a runner. */
export function openTutti(world: World, databaseUrl?: string): Promise<Server> {
  return openServer(
    parseEnv({ ...world.env, ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) }),
  );
}

/** Who asks, and what there is to run. */
export type Furnished = { viewer: OwnerViewer; cookie: string; workflows: Record<Workflow, string> };

/** Puts a person, connections to the world and the workflows into an open Tutti. */
export async function furnish(server: Server, world: World): Promise<Furnished> {
  const { viewer, cookie, workflowId } = await addPerson(server, "Ada", true);
  const connect = async (name: string, config: Parameters<typeof createConnection>[1]["config"]) =>
    (await createConnection(viewer, { name, config, secret: "" })).id;
  await connect("Ledger", { kind: "model", provider: "x", baseUrl: world.endpoint.baseUrl, models: [MODEL] });
  const host = "127.0.0.1";
  const targets: Targets = {
    httpOrigin: world.effects.httpOrigin,
    sql: await connect("Bookings", {
      kind: "postgres",
      host,
      port: world.target.port,
      database: "tutti",
      user: "tutti",
      sslmode: "disable",
    }),
    smtp: await connect("Post", {
      kind: "smtp",
      host,
      port: world.effects.smtpPort,
      tls: "none",
      user: "",
      from: SENDER,
      allowedRecipients: [],
      anyRecipient: true,
      maxPerHour: 100_000,
      maxPerRun: 100_000,
    }),
  };
  const edit = async (id: string, edits: GraphEdit[]) => {
    const sent = edits.map((change) => {
      const editId = randomUUID();
      return { id: editId, edit: change, page: "furnish", base: 0, step: editId };
    });
    await saveEdits(viewer, { workflowId: id, baseSeq: 0, edits: sent });
    return id;
  };
  const draw = async (name: string, edits: GraphEdit[]) =>
    edit((await createWorkflow(viewer, name)).id, edits);
  const publish = async (workflowId: string) => ({
    id: workflowId,
    version: (await publishVersion(viewer, { workflowId, note: "" })).version,
  });
  const dispatch = await draw("Dispatch", dispatchWorkflow(targets));
  const filing = await draw("Filing", filingWorkflow(targets));
  const pins = { filing: await publish(filing), dispatch: await publish(dispatch) };
  const workflows = {
    dispatch,
    filing,
    long: await draw("Long", longWorkflow(targets)),
    rounds: await draw("Rounds", roundsWorkflow(targets)),
    batch: await draw("Batch", batchWorkflow(pins)),
    patient: await draw("Patient", patientWorkflow()),
    order: await edit(workflowId, unhurriedOrder()),
  };
  return { viewer, cookie, workflows };
}

let tickets = 0;

/** An input for a workflow that no run had before, and the word in it by which its calls are known. */
export function freshInput(
  workflow: Workflow,
  orders: string[],
): { input: Record<string, string>; mark: string } {
  const number = tickets++;
  if (workflow !== "order") return { input: { ticket: `T-${number}` }, mark: `T-${number}` };
  const orderId = orders[number % orders.length] ?? "SO-10412";
  return { input: { orderId }, mark: orderId };
}

/** Stops the first model call of a run that is about to start; gives what lets it go on. */
export function gate({ endpoint }: World, mark: string): () => void {
  return endpoint.hold("arrived", ({ text }) => text.includes(mark)).release;
}

/** Orders of the demo company. */
export function demoOrders(): string[] {
  return planOrders(new Date().toISOString().slice(0, 10)).orders.map(({ id }) => id);
}

/** Everything that was done outside so far. */
export async function effectsDone(world: World, tutti: Server): Promise<Effect[]> {
  const booked = await query(
    world.target.url,
    "select e.key, b.ticket || ' ' || coalesce(b.line, 0) as what from booking b left join tutti_effect e on e.xmin = b.xmin",
  ).catch(() => []);
  const mails = await tutti.db.outboxMail.findMany();
  const updated = await demoEffects(world, tutti);
  const once = (target: Effect["target"], rows: Record<string, unknown>[]) =>
    rows.map(({ key, what }): Effect => ({ target, key: String(key), what: String(what), times: 1 }));
  return [
    ...world.effects.effects.map((effect) => ({ ...effect })),
    ...once("sql", booked),
    ...once("sql", updated),
    ...once(
      "outbox",
      mails.map(({ key, to, subject }) => ({ key, what: `${to} ${subject}` })),
    ),
  ];
}

/** What runs have written to the demo company's ERP, wherever that is. */
async function demoEffects({ dataDir }: World, { engine, db }: Server): Promise<Record<string, unknown>[]> {
  if (engine === "postgres")
    return db.$queryRaw`select key, run_id || path as what from tutti_demo_erp.tutti_effect`;
  const erp = new DatabaseSync(demoFile(dataDir, "erp"), { readOnly: true });
  try {
    return erp.prepare("select key, run_id || path as what from tutti_effect").all();
  } finally {
    erp.close();
  }
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
