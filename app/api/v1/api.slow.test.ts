import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasIds, type Ids, sameFor, samples, seed } from "@/app/door-samples";
import { findDoors } from "@/app/doors";
import { tryDoor } from "@/app/try-door";
import { makeToken, revokeToken } from "@/lib/server/accounts/api-token";
import { apiOperations, openApi } from "@/lib/server/api/openapi";
import { type Door, manifest } from "@/lib/server/manifest";
import type { Server } from "@/lib/server/ports";
import { type Runner, startRunner } from "@/lib/server/runners/runner";
import { addPerson, joinAs, openTemporaryServer, type TestPerson } from "@/lib/server/temporary-server";
import { publishVersion } from "@/lib/server/workflows/publish-version";
import { changeRole, leaveWorkspace } from "@/lib/server/workspaces/members";
import { ApiRunResult, ApiRuns, ApiWorkflows } from "@/lib/views/api";
import { TokenRole } from "@/lib/views/api-token";
import { hasRight, Role } from "@/lib/views/roles";

let server: Server;
let runner: Runner;
let owner: TestPerson;
let stranger: TestPerson;
/** Things of the owner that nobody drives. */
let owned: Ids;

beforeAll(async () => {
  server = await openTemporaryServer();
  owner = await addPerson(server, "Ada", true);
  stranger = await addPerson(server, "Eve");
  owned = await seed(server, owner.viewer);
});
afterAll(async () => {
  await runner?.stop();
  await server.close();
});

const isProgram = (entry: [string, Door]): entry is [string, Door & { who: "token" }] =>
  entry[1].who === "token";
const programs = Object.entries(manifest).filter(isProgram);
const doors = programs.map(([name]) => name);
const naming = doors.filter(hasIds);

const tokenOf = async ({ viewer }: TestPerson, role: TokenRole = "operator", days: number | null = null) =>
  makeToken(viewer, { name: `For ${role}`, role, days });

const withToken = (token: string) => new Headers({ authorization: `Bearer ${token}` });

const knock = (name: string, ids: Ids, headers: Headers) =>
  tryDoor(name, { workspace: "", input: samples[name]?.(ids) ?? {}, headers });

test("a door is one of programs exactly if it is in the API and its description is not", () => {
  for (const [name, door] of Object.entries(manifest))
    expect(/\/api\/v1\/(?!openapi)/.test(name), name).toBe(door.who === "token");
});

describe("who shows", () => {
  const shown: Record<string, () => Promise<Headers> | Headers> = {
    "no token": () => new Headers(),
    "an owner's cookie": () => new Headers({ cookie: owner.cookie }),
    "a token that was guessed": () => withToken(`tutti_${"A".repeat(43)}`),
    "something else": () => withToken("a\u00e9".repeat(40)),
    "a password": () =>
      new Headers({ authorization: `Basic ${btoa("ada@example.com:correct horse battery")}` }),
    "a token under another scheme": async () =>
      new Headers({ authorization: `Basic ${(await tokenOf(owner)).token}` }),
    "a token that is over": async () => {
      const { id, token } = await tokenOf(owner, "operator", 1);
      await server.db.apiToken.update({ where: { id }, data: { expiresAt: new Date(Date.now() - 1) } });
      return withToken(token);
    },
    "a revoked token": async () => {
      const { id, token } = await tokenOf(owner);
      await revokeToken(owner.viewer, { id });
      return withToken(token);
    },
    "the token of somebody who has left": async () => {
      const leaver = await addPerson(server, `Leaver${randomUUID().slice(0, 8)}`);
      await joinAs(server, leaver, owner, "owner");
      const { workspaceId, slug } = owner.viewer;
      const viewer = { ...leaver.viewer, workspaceId, slug };
      const { token } = await makeToken(viewer, { name: "Left", role: "operator", days: null });
      await leaveWorkspace(viewer);
      return withToken(token);
    },
  };
  test.each(Object.keys(shown))("%s gets one answer at every door, and changes nothing", async (what) => {
    const headers = await shown[what]?.();
    if (!headers) throw new Error(`nobody shows ${what}`);
    const before = await server.db.run.count();
    for (const name of doors) {
      const answer = await knock(name, owned, headers);
      expect(answer, name).toEqual(await knock(name, owned, new Headers()));
      expect(answer.word).toBe("401");
    }
    expect(await server.db.run.count()).toBe(before);
  });
});

describe("a token", () => {
  test.each(naming)("of another workspace gets the same of %s as for what was never there", async (name) => {
    const headers = withToken((await tokenOf(stranger)).token);
    const never = await knock(
      name,
      sameFor(() => randomUUID()),
      headers,
    );
    expect(never.word).toBe("404");
    expect(await knock(name, owned, headers)).toEqual(never);
    for (const id of ["", "a\u0000b", "\ud800", "../../secret", "x".repeat(50_000)])
      expect(
        (
          await knock(
            name,
            sameFor(() => id),
            headers,
          )
        ).word,
        id.slice(0, 20),
      ).toMatch(/^40[04]$/);
  });

  test.each(Role.options)("of a %s may do what both its role and its maker's have", async (makerRole) => {
    const maker = await addPerson(server, `Maker${makerRole}`);
    await joinAs(server, maker, owner, "owner");
    const { workspaceId, slug } = owner.viewer;
    const viewer = { ...maker.viewer, workspaceId, slug };
    for (const role of TokenRole.options) {
      await changeRole(owner.viewer, { userId: viewer.userId, role: "owner" });
      const { token } = await makeToken(viewer, { name: "T", role, days: null });
      await changeRole(owner.viewer, { userId: viewer.userId, role: makerRole });
      for (const [name, { right }] of programs) {
        const allowed = hasRight(role, right) && hasRight(makerRole, right);
        const ids = hasIds(name) && allowed ? await seed(server, owner.viewer) : owned;
        const { word } = await knock(name, ids, withToken(token));
        expect(word, `${name} as ${role} of a ${makerRole}`).toBe(allowed ? "fine" : "403");
      }
    }
  });

  test("is stored as a hash, with its last four characters and when it was used", async () => {
    const { id, token } = await tokenOf(owner);
    await knock("GET /api/v1/workflows", owned, withToken(token));
    const row = await server.db.apiToken.findUniqueOrThrow({ where: { id } });
    expect(row.last4).toBe(token.slice(-4));
    expect(row.usedAt?.getTime()).toBeGreaterThan(Date.now() - 60_000);
    const stored = JSON.stringify([
      await server.db.apiToken.findMany(),
      await server.db.auditEntry.findMany(),
    ]);
    expect(stored).not.toContain(token);
  });

  test("ends a stream when it is revoked", async () => {
    const { id, token } = await tokenOf(owner);
    const door = (await findDoors()).find(({ name }) => name === "GET /api/v1/runs/[id]/events");
    const { GET } = await import(/* @vite-ignore */ door?.file ?? "");
    const request = new Request("http://127.0.0.1:3000/", { headers: withToken(token) });
    const response: Response = await GET(request, { params: Promise.resolve({ id: owned.run }) });
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    await revokeToken(owner.viewer, { id });
    expect(await response.text()).toMatch(/event: signed-out\ndata: \{\}\n\n$/);
  });
});

/** Calls the API as a program does. */
async function call(token: string, door: string, { id = "", query = "", body, headers = {} }: Call = {}) {
  const [method = "", path = ""] = door.split(" ");
  const found = (await findDoors()).find(({ name }) => name === door);
  const module = await import(/* @vite-ignore */ found?.file ?? "");
  const request = new Request(`http://127.0.0.1:3000${path.replace("[id]", id)}${query}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...headers },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const response: Response = await module[method](request, { params: Promise.resolve({ id }) });
  return { status: response.status, headers: response.headers, json: await response.json() };
}
type Call = { id?: string; query?: string; body?: unknown; headers?: Record<string, string> };

describe("a program", () => {
  const START = "POST /api/v1/workflows/[id]/runs";
  const order = { input: { orderId: "SO-10412" }, mode: "simulated", instant: true };
  let token: string;
  let id: string;
  beforeAll(async () => {
    runner = await startRunner(server, { kind: "server", slots: 4, name: "test" });
    ({ token } = await tokenOf(owner, "operator"));
    id = owner.workflowId;
  });

  test("starts a published version, waits for its end and reads the answer; the draft can't be started", async () => {
    const early = await call(token, START, { id, body: order });
    expect(early).toMatchObject({
      status: 409,
      json: { code: "CONFLICT", status: 409, type: "about:blank" },
    });
    expect(early.headers.get("content-type")).toBe("application/problem+json");
    await publishVersion(owner.viewer, { workflowId: id, note: "" });
    const { items } = ApiWorkflows.parse((await call(token, "GET /api/v1/workflows")).json);
    expect(items.find((item) => item.id === id)).toMatchObject({ newestVersion: 1 });

    const started = await call(token, START, { id, query: "?wait=30", body: order });
    const run = ApiRunResult.parse(started.json);
    expect(started.status).toBe(200);
    expect(run).toMatchObject({ status: "ok", version: 1, mode: "simulated", failure: null });
    expect(JSON.stringify(run.output)).toContain("SO-10412");
    expect(await call(token, "GET /api/v1/runs/[id]", { id: run.id })).toMatchObject({ json: run });
    const listed = ApiRuns.parse((await call(token, "GET /api/v1/runs", { query: `?workflow=${id}` })).json);
    expect(listed.items[0]).toMatchObject({ id: run.id, status: "ok" });
    expect((await call(token, "POST /api/v1/runs/[id]/cancel", { id: run.id })).json).toMatchObject({
      code: "CONFLICT",
    });
  });

  test("gets 202 and where to look when it does not wait", async () => {
    const { status, headers, json } = await call(token, START, { id, body: order });
    const { id: runId } = ApiRunResult.parse(json);
    expect([status, headers.get("location")]).toEqual([202, `/api/v1/runs/${runId}`]);
    const ended = await call(token, "GET /api/v1/runs/[id]", { id: runId, query: "?wait=30" });
    expect(ended.json).toMatchObject({ status: "ok" });
  });

  test("that sends a request ten times at once with one key starts one run", async () => {
    const headers = { "idempotency-key": randomUUID() };
    const before = await server.db.run.count();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => call(token, START, { id, body: order, headers })),
    );
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
    expect(await server.db.run.count()).toBe(before + 1);
    const later = await call(token, START, { id, body: order, headers, query: "?wait=30" });
    expect(later.json).toMatchObject({ id: answers[0]?.json.id, status: "ok" });
    const other = { ...order, input: { orderId: "SO-10413" } };
    expect(await call(token, START, { id, body: other, headers })).toMatchObject({ status: 409 });
    // The key is the token's own.
    const { token: another } = await tokenOf(owner, "operator");
    expect((await call(another, START, { id, body: other, headers })).status).toBe(202);
  });

  test("whose request was refused may send it again with the same key", async () => {
    const headers = { "idempotency-key": randomUUID() };
    const wrong = await call(token, START, { id, body: { ...order, input: {} }, headers });
    expect(wrong).toMatchObject({
      status: 400,
      json: { code: "INVALID", fields: { orderId: expect.any(String) } },
    });
    expect((await call(token, START, { id, body: order, headers })).status).toBe(202);
  });

  test.each([
    ["no JSON", "{", ""],
    ["a field that is not there", { ...order, typo: 1 }, ""],
    ["an input that is a list", { ...order, input: [] }, ""],
    ["a version that is not there", { ...order, version: 99 }, ""],
    ["a longer wait than there is", order, "?wait=31"],
    ["a wait that is no number", order, "?wait=soon"],
  ])("that sends %s is told what is wrong, and starts nothing", async (_what, body, query) => {
    const before = await server.db.run.count();
    const { status, json } = await call(token, START, { id, body, query });
    expect([400, 404]).toContain(status);
    expect(json).toMatchObject({ status, detail: expect.stringMatching(/\w/), code: expect.any(String) });
    expect(await server.db.run.count()).toBe(before);
  });
});

test("the description has each door of programs, and nothing else", async () => {
  const described = Object.entries(apiOperations).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} /api/v1${path.replace("{id}", "[id]")}`),
  );
  expect(described.toSorted()).toEqual(doors.toSorted());
  const text = JSON.stringify(openApi("http://127.0.0.1:3000/api/v1"));
  expect(JSON.parse(text)).toMatchObject({ openapi: "3.1.0", info: { title: "Tutti" } });
  expect(text).not.toMatch(/\$schema|undefined/);
});
