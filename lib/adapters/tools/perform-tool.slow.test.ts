import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ToolCall } from "../../engine/ports.ts";
import type { JsonObject } from "../../graph/json.ts";
import { DEFAULT_MAIL_LIMITS } from "../../graph/mail-limits.ts";
import { effectOf, type ToolConfig } from "../../graph/tool.ts";
import { reading } from "../demo/browse.ts";
import { demoFile, resetDemo } from "../demo/demo-company.ts";
import { documentsPolicy } from "../outbound/outbound-guard.ts";
import { NO_MASK } from "../secrets/mask.ts";
import type { ToolConnection } from "./connection.ts";
import { memoryMailMeter } from "./email/mail-meter.ts";
import { memoryOutbox } from "./email/outbox.ts";
import { makeTools, type ToolMeans } from "./perform-tool.ts";
import { sqlProcesses } from "./sql/process-pool.ts";

const dir = mkdtempSync(join(tmpdir(), "tutti-tools-"));
const processes = sqlProcesses();
beforeAll(() => resetDemo(dir, "2026-11-20"));
afterAll(() => {
  processes.stop();
  rmSync(dir, { recursive: true, force: true });
});

const base = { practice: true, offline: false };
const connections: Record<string, ToolConnection> = {
  erp: { ...base, kind: "sqlite", id: "erp", name: "Demo ERP", file: demoFile(dir, "erp") },
  away: { ...base, kind: "sqlite", id: "away", name: "Demo WMS", file: demoFile(dir, "wms"), offline: true },
  books: { ...base, kind: "sqlite", id: "books", name: "Books", file: demoFile(dir, "erp"), practice: false },
  mail: {
    ...base,
    kind: "smtp",
    id: "mail",
    name: "Office mail",
    practice: false,
    host: "127.0.0.1",
    port: 9,
    tls: "none",
    user: null,
    password: "s3cret",
    from: "desk@harbour.example",
    allowedRecipients: [],
    limits: DEFAULT_MAIL_LIMITS,
  },
};

const means = (): ToolMeans & { outbox: ReturnType<typeof memoryOutbox> } => ({
  openConnection: async (workspaceId, id) => (workspaceId === "w" ? (connections[id] ?? null) : null),
  maskOf: async () => NO_MASK,
  outbox: memoryOutbox(),
  mailMeter: memoryMailMeter(),
  sqlProcesses: processes,
  outbound: { policy: documentsPolicy(["127.0.0.1"]) },
  ownDatabaseUrl: null,
});
const call = (tool: ToolConfig, args: JsonObject, more: Partial<ToolCall> = {}): ToolCall => ({
  workspaceId: "w",
  runId: "r",
  mode: "real",
  name: "Step",
  path: [],
  tool,
  effect: effectOf(tool),
  effectKey: "key",
  arguments: args,
  ...more,
});
const never = new AbortController().signal;

const read = (connectionId: string | null): ToolConfig => ({
  type: "sql",
  connectionId,
  mode: "author",
  statement: "select status from orders where id = :id",
  maxRows: 10,
  timeoutMs: 5_000,
});
const write = (connectionId: string): ToolConfig => ({
  type: "sql-write",
  connectionId,
  statement: "update orders set status = :status where id = :id",
  timeoutMs: 5_000,
});
const mail = (connectionId: string | null): ToolConfig => ({
  type: "email",
  connectionId,
  to: "{{ parameters.to }}",
  subject: "Hello",
  body: "World",
});
const statusOf = (id: string) =>
  reading(dir, "erp", (db) => db.prepare("select status from orders where id = ?").get(id)?.status);

test("each type of tool is performed", async () => {
  const own = means();
  const tools = makeTools(own);
  expect(await tools.perform(call(read("erp"), { id: "SO-10412" }), never)).toEqual({
    status: "ok",
    result: { rows: [{ status: "shipped" }], rowCount: 1, truncated: false },
    held: false,
    notes: [],
    sent: { statement: "select status from orders where id = :id", parameters: { id: "SO-10412" } },
  });
  const rules: ToolConfig = {
    type: "rules",
    rules: [{ id: "r1", name: "Late", when: "parameters.days > 3", result: "expedite", priority: 1 }],
  };
  expect(await tools.perform(call(rules, { days: 6 }), never)).toMatchObject({
    status: "ok",
    result: { outcome: "expedite", fired: [{ id: "r1", read: { "parameters.days": 6 } }] },
  });
  expect(await tools.perform(call(mail(null), { to: "a@b.example" }), never)).toMatchObject({
    status: "ok",
    result: { outbox: true },
  });
  expect(own.outbox.mails).toHaveLength(1);
  const server = createServer((_, response) => response.end("pong"));
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  // A server that listens on a port has an AddressInfo.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const http: ToolConfig = {
    type: "http",
    connectionId: null,
    method: "GET",
    url,
    headers: [],
    body: "",
    timeoutMs: 5_000,
  };
  expect(await tools.perform(call(http, {}), never)).toMatchObject({
    status: "ok",
    result: { status: 200, body: "pong" },
  });
  server.close();
});

test.each([
  ["a system that is offline", read("away"), {}, "offline", /"Demo WMS" is offline\. Put it back online/],
  ["no connection chosen", read(null), {}, "tool-not-configured", /Choose a connection/],
  ["a connection that was removed", read("gone"), {}, "connection-missing", /Choose another/],
  [
    "a connection of another workspace",
    read("erp"),
    { workspaceId: "other" },
    "connection-missing",
    /not in this workspace/,
  ],
  ["a connection of the wrong kind", read("mail"), {}, "connection-wrong-kind", /sqlite or postgres.*smtp/],
])("%s fails typed and says what to do", async (_, tool, more, code, words) => {
  const result = await makeTools(means()).perform(call(tool, { id: "SO-10412" }, more), never);
  expect(result).toMatchObject({
    status: "failed",
    failure: { code, retryable: false, message: expect.stringMatching(words) },
  });
});

test("a simulated run reads everywhere, writes to practice connections, and holds other effects", async () => {
  const own = means();
  const tools = makeTools(own);
  const simulated = (tool: ToolConfig, args: JsonObject, effectKey: string) =>
    tools.perform(call(tool, args, { mode: "simulated", effectKey }), never);
  expect(await simulated(read("books"), { id: "SO-10412" }, "1")).toMatchObject({
    status: "ok",
    held: false,
  });
  expect(await simulated(write("erp"), { id: "SO-10001", status: "seen" }, "2")).toMatchObject({
    status: "ok",
    held: false,
    result: { changed: 1 },
  });
  expect(statusOf("SO-10001")).toBe("seen");
  expect(await simulated(write("books"), { id: "SO-10002", status: "seen" }, "3")).toMatchObject({
    status: "ok",
    held: true,
    result: {
      held: true,
      request: {
        statement: expect.stringContaining("update"),
        parameters: { id: "SO-10002", status: "seen" },
      },
    },
    notes: [expect.stringContaining("Books is no practice connection")],
  });
  expect(statusOf("SO-10002")).not.toBe("seen");
  expect(await simulated(mail(null), { to: "a@b.example" }, "4")).toMatchObject({
    status: "ok",
    held: false,
  });
  const heldMail = await simulated(mail("mail"), { to: "a@b.example" }, "5");
  expect(heldMail).toMatchObject({
    status: "ok",
    held: true,
    result: { request: { to: ["a@b.example"], subject: "Hello" } },
  });
  expect(JSON.stringify(heldMail)).not.toContain("s3cret");
  expect(own.outbox.mails).toHaveLength(1);
  const post: ToolConfig = {
    type: "http",
    connectionId: null,
    method: "POST",
    url: "https://api.example.com/x",
    headers: [],
    body: '{"a": "{{ parameters.a }}"}',
    timeoutMs: 1_000,
  };
  expect(await simulated(post, { a: 1 }, "6")).toMatchObject({
    status: "ok",
    held: true,
    result: { request: { method: "POST", url: "https://api.example.com/x", body: '{"a":1}' } },
  });
});

test("a held call with bad arguments fails as the real one would", async () => {
  const result = await makeTools(means()).perform(
    call(mail("mail"), { to: "nobody" }, { mode: "simulated" }),
    never,
  );
  expect(result).toMatchObject({ status: "failed", failure: { code: "mail-refused" } });
});

test("a call that is cancelled before or while it runs ends as cancelled within two seconds", async () => {
  const tools = makeTools(means());
  expect(await tools.perform(call(read("erp"), { id: "x" }), AbortSignal.abort())).toEqual({
    status: "cancelled",
  });
  const slow: ToolConfig = {
    type: "sql",
    connectionId: "erp",
    mode: "author",
    statement: "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n",
    maxRows: 1,
    timeoutMs: 10_000,
  };
  const stop = new AbortController();
  const running = tools.perform(call(slow, {}), stop.signal);
  const started = performance.now();
  stop.abort();
  expect(await running).toMatchObject({ status: "cancelled" });
  expect(performance.now() - started).toBeLessThan(2_000);
});

test("a part that never answers is left behind after a cancel: a read as cancelled, a change as unknown", async () => {
  const stuck = makeTools({
    ...means(),
    openConnection: () => new Promise(() => {}),
    outbox: { send: () => new Promise(() => {}) },
  });
  const stop = new AbortController();
  const ends = Promise.all([
    stuck.perform(call(read("erp"), { id: "x" }), stop.signal),
    stuck.perform(call(mail(null), { to: "a@b.example" }), stop.signal),
  ]);
  const started = performance.now();
  stop.abort();
  expect(await ends).toMatchObject([{ status: "cancelled" }, { status: "unknown" }]);
  expect(performance.now() - started).toBeLessThan(2_000);
});

test("a fault of a part never escapes: failed where nothing can have happened, else unknown unless the change is keyed", async () => {
  const broken: Partial<ToolMeans> = {
    openConnection: async () => Promise.reject(new Error("disk full")),
    outbox: { send: async () => Promise.reject(new Error("disk full")) },
  };
  const tools = makeTools({ ...means(), ...broken });
  const post: ToolConfig = {
    type: "http",
    connectionId: null,
    method: "POST",
    url: "https://api.example.com/",
    headers: [],
    body: "",
    timeoutMs: 1_000,
  };
  const faulty = makeTools({
    ...means(),
    get outbound(): never {
      throw new Error("no policy");
    },
  });
  const fault = (words: string) => ({
    failure: { code: "tool-fault", message: expect.stringContaining(words) },
  });
  expect(await tools.perform(call(mail("mail"), { to: "a@b.example" }), never)).toMatchObject({
    status: "failed",
    ...fault("disk full"),
  });
  expect(await tools.perform(call(mail(null), { to: "a@b.example" }), never)).toMatchObject({
    status: "failed",
    ...fault("disk full"),
  });
  expect(await faulty.perform(call(post, {}), never)).toMatchObject({
    status: "unknown",
    ...fault("no policy"),
  });
});
