import { afterAll, beforeAll, expect, test } from "vitest";
import { type ScriptedServer, startScriptedServer } from "../../adapters/models/scripted/scripted-server.ts";
import type { ModelCall } from "../../engine/ports.ts";
import type { OwnerViewer } from "../accounts/viewer.ts";
import type { Server } from "../ports.ts";
import { addPerson, openTemporaryServer } from "../temporary-server.ts";
import { addQuirk, removeQuirk } from "./connection-quirks.ts";
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
let viewer: OwnerViewer;
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
    id,
    baseUrl: endpoint.baseUrl,
    secret: KEY,
    quirks: [],
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

test("a list of models that grows beyond the limit is stored to the limit, and the page opens", async () => {
  const { id } = await createConnection(viewer, { name: "Growing", config: model(), secret: "" });
  const list = (count: number) => ({
    kind: "status" as const,
    status: 200,
    body: { data: Array.from({ length: count }, (_, index) => ({ id: `m-${index}` })) },
  });
  endpoint.list(list(3));
  expect(await testConnection(viewer, id)).toEqual({ told: "It answers and lists 3 models." });
  endpoint.list(list(2_500));
  expect((await testConnection(viewer, id)).told).toContain("the first 2,000 by name are kept");
  endpoint.list({ kind: "status", status: 404 });
  expect((await testConnection(viewer, id)).told).toContain("Models can be typed in the steps");
  const row = async () => (await listConnections(viewer)).find((connection) => connection.id === id);
  expect((await row())?.config).toMatchObject({ models: expect.objectContaining({ length: 2_000 }) });
  await removeConnection(viewer, id);
});

test("whatever is stored of a connection, the others are listed, and it can be removed", async () => {
  const { id } = await createConnection(viewer, { name: "Broken", config: model(), secret: KEY });
  for (const config of ["", "null", "{", '{"kind":"model"}', '{"kind":"newer"}']) {
    await server.db.connection.update({ where: { id }, data: { config } });
    const rows = await listConnections(viewer);
    expect(rows.find((row) => row.id === id)?.config).toEqual({ kind: "unreadable" });
    expect(rows.length).toBeGreaterThan(1);
    expect(await openModelConnection(server, viewer.workspaceId, id)).toBeNull();
    await expect(testConnection(viewer, id)).rejects.toMatchObject({ code: "INVALID" });
  }
  await removeConnection(viewer, id);
});

test("what a refusal taught holds for the next call, is shown, and can be forgotten, by the owner alone", async () => {
  const { id } = await createConnection(viewer, { name: "Strict", config: model(), secret: "" });
  const call: ModelCall = {
    workspaceId: viewer.workspaceId,
    runId: "r",
    mode: "real",
    choice: { connectionId: id, model: "m\0\ud800" },
    messages: [{ role: "user", content: "Good morning" }],
    tools: [],
    output: null,
    maxOutputTokens: 100,
    timeoutMs: 10_000,
    simulation: { reply: null, needs: {}, finish: null },
    instant: true,
  };
  const complete = () => server.ports.models.complete(call, () => {}, new AbortController().signal);
  const quirks = async () => (await listConnections(viewer)).find((row) => row.id === id)?.quirks ?? [];
  endpoint.insist(["only-max-completion-tokens"]);
  endpoint.play(() => ({ kind: "reply", text: "Hello" }));
  const together = await Promise.all([complete(), complete(), complete()]);
  for (const { failure, notes } of together)
    expect([failure, notes?.[0]]).toEqual([null, expect.stringContaining("The connection remembers this.")]);
  expect(await quirks()).toMatchObject([
    {
      model: "m\ufffd\ufffd",
      quirk: "max-completion-tokens",
      said: expect.stringContaining("Unsupported parameter"),
    },
  ]);
  await addQuirk(viewer, { id, model: "", quirk: "max-completion-tokens" });
  expect((await complete()).notes).toBeUndefined();
  endpoint.insist(["only-max-tokens"]);
  await addQuirk(viewer, { id, model: "", quirk: "max-tokens" });
  expect((await quirks()).filter(({ model: name }) => name === null)).toMatchObject([
    { quirk: "max-tokens", said: null },
  ]);
  expect((await complete()).notes).toBeUndefined();

  const { viewer: other } = await addPerson(server, "Eve");
  const [first] = await quirks();
  await expect(removeQuirk(other, first?.id ?? "")).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(addQuirk(other, { id, model: "", quirk: "short-ids" })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  for (const { id: quirk } of await quirks()) await removeQuirk(viewer, quirk);
  expect(await quirks()).toEqual([]);
  await addQuirk(viewer, { id, model: "", quirk: "short-ids" });
  await updateConnection(viewer, {
    id,
    name: "Strict",
    config: { ...model(), baseUrl: "http://127.0.0.1:9/v1" },
    secret: "",
  });
  expect(await quirks()).toEqual([]);
  await removeConnection(viewer, id);
  endpoint.insist([]);
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
