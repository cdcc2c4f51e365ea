import { afterAll, beforeAll, expect, test } from "vitest";
import { type ScriptedServer, startScriptedServer } from "../../adapters/models/scripted/scripted-server.ts";
import type { Viewer } from "../accounts/viewer.ts";
import type { Server } from "../ports.ts";
import { addPerson, openTemporaryServer } from "../temporary-server.ts";
import {
  createConnection,
  listConnections,
  removeConnection,
  setDefaultConnection,
  updateConnection,
} from "./connections.ts";
import { openModelConnection, openToolConnection } from "./open-connection.ts";
import { recogniseModel } from "./recognise-model.ts";
import { testConnection } from "./test-connection.ts";

const KEY = "sk-test-0123456789-wxyz";
let server: Server;
let endpoint: ScriptedServer;
let viewer: Viewer;
beforeAll(async () => {
  endpoint = await startScriptedServer({ script: [] });
  server = await openTemporaryServer();
  ({ viewer } = await addPerson(server, "Ada", true));
});
afterAll(async () => {
  await server.close();
  await endpoint.close();
});

const model = () => ({ kind: "model" as const, provider: "Test", baseUrl: endpoint.baseUrl, models: [] });
const smtp = {
  kind: "smtp" as const,
  host: "127.0.0.1",
  port: 9,
  tls: "none" as const,
  user: "tutti",
  from: "orders@example.com",
  allowedRecipients: ["@example.com"],
};

test("a key is stored sealed, shown by its last four characters, and opened only for a call", async () => {
  const { id } = await createConnection(viewer, { name: "First", config: model(), secret: KEY });
  const [row] = await listConnections(viewer);
  expect(row).toMatchObject({
    id,
    last4: "wxyz",
    hasSecret: true,
    isDefault: true,
    config: { kind: "model" },
  });
  expect(JSON.stringify(row)).not.toContain(KEY.slice(0, 10));
  const stored = await server.db.connection.findUniqueOrThrow({ where: { id } });
  expect(Buffer.from(stored.secret ?? []).toString("latin1")).not.toContain("sk-test");
  expect(await openModelConnection(server, viewer.workspaceId, null)).toEqual({
    baseUrl: endpoint.baseUrl,
    secret: KEY,
  });
  expect(await openModelConnection(server, "another workspace", id)).toBeNull();
});

test("a sealed key that is moved to another record does not open", async () => {
  const first = await server.db.connection.findFirstOrThrow({ where: { name: "First" } });
  const { id } = await createConnection(viewer, { name: "Thief", config: model(), secret: "other" });
  await server.db.connection.update({ where: { id }, data: { secret: first.secret } });
  await expect(openModelConnection(server, viewer.workspaceId, id)).rejects.toThrow(
    "belongs to another record",
  );
  await removeConnection(viewer, id);
});

test("a key is not sent to a new address without being entered again", async () => {
  const { id } = await createConnection(viewer, { name: "Mail", config: smtp, secret: "a password" });
  const moved = { ...smtp, host: "mail.evil.example" };
  await expect(
    updateConnection(viewer, { id, name: "Mail", config: moved, secret: null }),
  ).rejects.toMatchObject({ code: "INVALID", fields: { secret: expect.stringContaining("again") } });
  await updateConnection(viewer, {
    id,
    name: "Post",
    config: { ...smtp, from: "x@example.com" },
    secret: null,
  });
  expect(await openToolConnection(server, viewer.workspaceId, id)).toMatchObject({
    kind: "smtp",
    name: "Post",
    password: "a password",
    from: "x@example.com",
  });
  await expect(testConnection(viewer, id)).rejects.toMatchObject({
    code: "INVALID",
    message: expect.stringContaining("127.0.0.1:9"),
  });
});

test("names are taken once; the default moves on when its connection is removed", async () => {
  const wanted = { name: "First", config: model(), secret: "" };
  await expect(createConnection(viewer, wanted)).rejects.toMatchObject({
    code: "CONFLICT",
    fields: { name: expect.any(String) },
  });
  const { id } = await createConnection(viewer, { ...wanted, name: "Second" });
  await setDefaultConnection(viewer, id);
  const isDefault = async () =>
    (await listConnections(viewer)).filter((row) => row.isDefault).map((row) => row.name);
  expect(await isDefault()).toEqual(["Second"]);
  await removeConnection(viewer, id);
  expect(await isDefault()).toEqual(["First"]);
});

test("practice connections can be tested, but neither changed nor removed", async () => {
  expect(await testConnection(viewer, "demo-erp")).toEqual({ told: expect.stringContaining("tables") });
  await expect(removeConnection(viewer, "demo-erp")).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await openToolConnection(server, viewer.workspaceId, "demo-erp")).toMatchObject({
    kind: "sqlite",
    practice: true,
    file: expect.stringContaining("erp.sqlite"),
  });
});

test("a pasted key is recognised by testing it, and what is wrong stands at its field", async () => {
  const found = await recogniseModel(viewer, { key: KEY, baseUrl: endpoint.baseUrl });
  expect(found).toMatchObject({ baseUrl: endpoint.baseUrl, models: expect.any(Array) });
  await expect(recogniseModel(viewer, { key: "what is this", baseUrl: "" })).rejects.toMatchObject({
    fields: { baseUrl: expect.any(String) },
  });
  await expect(recogniseModel(viewer, { key: "", baseUrl: "http://127.0.0.1:9/v1" })).rejects.toMatchObject({
    fields: { baseUrl: expect.stringContaining("127.0.0.1:9") },
  });
});
