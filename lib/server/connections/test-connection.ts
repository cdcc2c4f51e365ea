import type { DemoSystem } from "../../adapters/demo/demo-company.ts";
import { LIST_TIMEOUT_MS, listModels } from "../../adapters/models/list-models.ts";
import { mailFault } from "../../adapters/tools/email/mail-fault.ts";
import { trySmtp } from "../../adapters/tools/email/send-smtp.ts";
import { ToolProblem } from "../../adapters/tools/tool-problem.ts";
import type { ToolCall } from "../../engine/ports.ts";
import { effectOf, type ToolConfig } from "../../graph/tool.ts";
import type { ModelSetup } from "../../views/connection-setup.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { AppError, notFound } from "../app-error.ts";
import { type Server, server } from "../ports.ts";
import { openModelConnection, openToolConnection } from "./open-connection.ts";
import { readConfig } from "./stored-config.ts";

const TIMEOUT_MS = 10_000;

/**
 * Tests a stored connection the way a run would use it, without changing anything; returns a sentence about what
 * answered.
 */
export async function testConnection(viewer: Viewer<"connections">, id: string): Promise<{ told: string }> {
  const opened = await server();
  const row = await opened.db.connection.findFirst({ where: { id, workspaceId: viewer.workspaceId } });
  if (row === null) throw notFound("connection");
  const config = readConfig(row.config);
  switch (config.kind) {
    case "unreadable":
      throw new AppError(
        "INVALID",
        "This connection was stored in a form that this version can't read. Remove it and set it up again, or start a newer version.",
      );
    case "model":
      return testModel(opened, viewer, id, config);
    case "sqlite":
      return testDemo(opened, config.system);
    case "smtp":
      return testMail(opened, viewer, id);
    case "postgres": {
      const tool = {
        type: "sql",
        connectionId: id,
        mode: "author",
        maxRows: 1,
        timeoutMs: TIMEOUT_MS,
      } as const;
      await perform(opened, viewer, { ...tool, statement: "select 1 as one" });
      return { told: "The database answers." };
    }
    case "http": {
      const tool = { type: "http", connectionId: id, method: "GET", body: "" } as const;
      await perform(opened, viewer, { ...tool, headers: [], url: config.origin, timeoutMs: TIMEOUT_MS });
      return { told: "The service answers." };
    }
  }
}

async function testDemo({ demo }: Server, system: DemoSystem): Promise<{ told: string }> {
  const state = await demo.ensure(new Date().toISOString().slice(0, 10));
  const why = state.ready ? await demo.unreachable() : state.why;
  if (why !== null) throw new AppError("INVALID", `The demo company can't be used: ${why}`);
  return { told: `${(await demo.tables(system)).length} tables are there.` };
}

/** Lists the models with the stored key, and keeps the list. */
async function testModel(
  { db, secret, demo, fetch, maskOf }: Server,
  viewer: Viewer,
  id: string,
  config: ModelSetup,
) {
  const found = await openModelConnection({ db, secret, demo }, viewer.workspaceId, id);
  if (found === null) throw notFound("connection");
  const mask = await maskOf(viewer.workspaceId);
  const listed = await listModels({ ...found, fetch, timeoutMs: LIST_TIMEOUT_MS });
  switch (listed.kind) {
    case "failed":
      throw new AppError("INVALID", mask.text(listed.failure.message));
    case "unlisted":
      return { told: mask.text(listed.note) };
    case "listed": {
      const { note } = listed;
      const models = listed.models.map(mask.text);
      await db.connection.update({ where: { id }, data: { config: JSON.stringify({ ...config, models }) } });
      const told = `It answers and lists ${models.length} ${models.length === 1 ? "model" : "models"}.`;
      return { told: note === null ? told : `${told} ${mask.text(note)}` };
    }
  }
}

async function testMail({ db, secret, demo, maskOf }: Server, viewer: Viewer, id: string) {
  const found = await openToolConnection({ db, secret, demo }, viewer.workspaceId, id);
  if (found?.kind !== "smtp") throw notFound("connection");
  const mask = await maskOf(viewer.workspaceId);
  try {
    await trySmtp(found, mask.text);
    return { told: "The server takes mails from here. None was sent." };
  } catch (cause) {
    if (!(cause instanceof ToolProblem)) throw cause;
    const said =
      cause.failure.code === "address-refused"
        ? cause.failure.message
        : `The mail server at ${found.host}:${found.port} can't be used: ${mailFault(cause.cause)}`;
    throw new AppError("INVALID", mask.text(said));
  }
}

/** Makes one call of the real tool, with the same guards as in a run. */
async function perform({ tools }: Server, viewer: Viewer, tool: ToolConfig): Promise<void> {
  const call: ToolCall = {
    workspaceId: viewer.workspaceId,
    runId: "connection-test",
    mode: "real",
    name: "Test",
    path: [],
    tool,
    effect: effectOf(tool),
    effectKey: "",
    arguments: {},
  };
  const result = await tools.perform(call, AbortSignal.timeout(TIMEOUT_MS));
  if (result.status === "ok") return;
  const said =
    result.status === "cancelled" ? "It did not answer within 10 seconds." : result.failure.message;
  throw new AppError("INVALID", said);
}
