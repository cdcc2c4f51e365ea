import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { orderException } from "@/lib/graph/templates/order-exception";
import { createConnection } from "@/lib/server/connections";
import { type Door, manifest } from "@/lib/server/manifest";
import type { Server } from "@/lib/server/ports";
import { addPrice } from "@/lib/server/prices";
import { importRecording, loadRecording } from "@/lib/server/recorded-runs";
import { addPerson, openTemporaryServer } from "@/lib/server/temporary-server";
import type { Viewer } from "@/lib/server/viewer";
import { createWorkflow } from "@/lib/server/workflows";
import { findDoors } from "./doors.ts";

// What a request brings. Next keeps it in a scope of its own, which only its server opens.
let sent = new Headers();
vi.mock("next/headers", () => ({ headers: async () => sent, cookies: async () => ({ set() {} }) }));

const HOST = "127.0.0.1:3000";
const asked = (cookie: string, origin = `http://${HOST}`) => new Headers({ host: HOST, origin, cookie });

/** Ids of one workspace's own things, all there. */
type Ids = {
  workflow: string;
  deleted: string;
  run: string;
  value: string;
  connection: string;
  mail: string;
  price: string;
};

/** What a door is tried with: an action's input, a page's or route's parameters. */
const given: Record<string, (ids: Ids) => unknown> = {
  "action / createWorkflow": () => ({ name: "Another" }),
  "action / createFromTemplate": () => ({ templateId: "order-exception" }),
  "action / renameWorkflow": (ids) => ({ workflowId: ids.workflow, name: "Taken over" }),
  "action / duplicateWorkflow": (ids) => ({ workflowId: ids.workflow }),
  "action / deleteWorkflow": (ids) => ({ workflowId: ids.workflow }),
  "action / restoreWorkflow": (ids) => ({ workflowId: ids.deleted }),
  "GET /api/workflows/[id]/file": (ids) => ({ id: ids.workflow }),
  "page /workflows/[id]": (ids) => ({ id: ids.workflow }),
  "action /workflows/[id] saveEdits": (ids) => ({ workflowId: ids.workflow, baseSeq: 0, edits: [] }),
  "action /workflows/[id] startRun": (ids) => ({
    workflowId: ids.workflow,
    mode: "simulated",
    input: { orderId: "SO-10412" },
    instant: true,
  }),
  "action /workflows/[id] cancelRun": (ids) => ({ runId: ids.run }),
  "page /runs/[id]": (ids) => ({ id: ids.run }),
  "GET /api/runs/[id]/events": (ids) => ({ id: ids.run }),
  "GET /api/runs/[id]/values/[hash]": (ids) => ({ id: ids.run, hash: ids.value }),
  "action /connections recogniseModel": () => ({ key: "", baseUrl: "" }),
  "action /connections createConnection": () => ({ name: "Mine", config: http, secret: "" }),
  "action /connections updateConnection": (ids) => ({
    id: ids.connection,
    name: "Taken over",
    config: model,
    secret: null,
  }),
  "action /connections testConnection": (ids) => ({ id: ids.connection }),
  "action /connections removeConnection": (ids) => ({ id: ids.connection }),
  "action /connections setDefaultConnection": (ids) => ({ id: ids.connection }),
  "action /connections addPrice": () => ({
    pattern: "m",
    from: "2026-01-01",
    input: 1,
    cachedInput: 1,
    output: 1,
  }),
  "action /connections removePrice": (ids) => ({ id: ids.price }),
  "page /demo": () => ({}),
  "action /demo setDemoOffline": () => ({ system: "erp", offline: false }),
  "action /demo resetDemo": () => ({}),
  "page /outbox": (ids) => ({ mail: ids.mail }),
};
const http = { kind: "http", origin: "https://api.example.com", headerName: "" } as const;
const model = {
  kind: "model" as const,
  provider: "x",
  baseUrl: "http://127.0.0.1:9/v1",
  models: [] as string[],
};

let server: Server;
let owner: { viewer: Viewer; cookie: string };
let stranger: { viewer: Viewer; cookie: string };
let number = 0;

beforeAll(async () => {
  server = await openTemporaryServer();
  owner = await addPerson(server, "Ada", true);
  stranger = await addPerson(server, "Eve");
});
afterAll(() => server.close());

async function seed(viewer: Viewer): Promise<Ids> {
  const { workspaceId, userId } = viewer;
  const own = async (deletedAt: Date | null) => {
    const { id } = await createWorkflow(viewer, "Own");
    await server.db.workflow.update({
      where: { id },
      data: { document: JSON.stringify(orderException()), deletedAt },
    });
    return id;
  };
  const [workflow, deleted] = [await own(null), await own(new Date())];
  const recording = await loadRecording("order-exception");
  const value = { hash: "large", content: '"text"' };
  const blobs = [...recording.blobs, value];
  const run = await importRecording({ workspaceId, workflowId: workflow, userId }, { ...recording, blobs });
  const name = `Model ${++number}`;
  const { id: connection } = await createConnection(viewer, { name, config: model, secret: "" });
  const { id: mail } = await server.db.outboxMail.create({
    data: { workspaceId, key: name, from: "a@example.com", to: "b@example.com", subject: "s", body: "b" },
  });
  const { id: price } = await addPrice(viewer, {
    pattern: name,
    from: "2026-01-01",
    input: 1,
    cachedInput: 1,
    output: 1,
  });
  return { workflow, deleted, run, value: value.hash, connection, mail, price };
}

/** How a door answered, in one word for pages, actions and routes alike. */
async function tryDoor(name: string, ids: Ids, headers: Headers): Promise<string> {
  sent = headers;
  const door = (await findDoors()).find((each) => each.name === name);
  if (!door) throw new Error(`there is no ${name} in app/`);
  const behind = (await import(/* @vite-ignore */ door.file))[door.member];
  const input = given[name]?.(ids) ?? {};
  if (name.startsWith("page ")) {
    const props = { params: Promise.resolve(input), searchParams: Promise.resolve(input) };
    return pageAnswer(() => behind(props));
  }
  if (name.startsWith("action ")) {
    const answer = await behind(input);
    return answer.ok ? "fine" : answer.code;
  }
  const request = new Request(`http://${HOST}/`, { headers });
  const response: Response = await behind(request, { params: Promise.resolve(input) });
  await response.body?.cancel();
  return response.ok ? "fine" : `${response.status}`;
}

async function pageAnswer(render: () => Promise<unknown>): Promise<string> {
  try {
    await render();
    return "fine";
  } catch (error) {
    const digest = error instanceof Error && "digest" in error ? String(error.digest) : String(error);
    if (digest === "NEXT_HTTP_ERROR_FALLBACK;404") return "NOT_FOUND";
    if (/^NEXT_REDIRECT;[^;]*;\/sign-in;/.test(digest)) return "UNAUTHENTICATED";
    throw error;
  }
}

const isMember = (entry: [string, Door]): entry is [string, Door & { who: "member" }] =>
  entry[1].who === "member";
const members = Object.entries(manifest).filter(isMember);
const naming = members.filter(([, door]) => door.names.length > 0);

test("every page, action and route handler is in the manifest, and nothing else is", async () => {
  const found = (await findDoors()).map((door) => door.name);
  expect(found.toSorted()).toEqual(Object.keys(manifest).toSorted());
});

describe("without a session", () => {
  test.each(["GET /api/health", "GET /api/ready"])("%s says one word", async (name) => {
    sent = new Headers();
    const door = (await findDoors()).find((each) => each.name === name);
    const { GET } = await import(/* @vite-ignore */ door?.file ?? "");
    expect(await (await GET()).text()).toMatch(/^(alive|ready)\n$/);
  });
  test.each(members.map(([name]) => name))("%s refuses", async (name) => {
    const ids = await seed(owner.viewer);
    expect(await tryDoor(name, ids, asked(""))).toMatch(/^(UNAUTHENTICATED|401)$/);
  });
});

describe("for another workspace", () => {
  test.each(naming.map(([name]) => name))("%s is not found, and for its own it works", async (name) => {
    const before = await everything();
    const ids = await seed(owner.viewer);
    const seeded = await everything();
    expect(seeded).not.toEqual(before);
    expect(await tryDoor(name, ids, asked(stranger.cookie))).toMatch(/^(NOT_FOUND|404)$/);
    expect(await everything()).toEqual(seeded);
    expect(await tryDoor(name, ids, asked(owner.cookie))).not.toMatch(
      /^(NOT_FOUND|404|UNAUTHENTICATED|401)$/,
    );
  });
});

describe("from another site", () => {
  const changing = Object.keys(manifest).filter(
    (name) =>
      (name.startsWith("action ") && name !== "action / signOut") ||
      (name.startsWith("POST ") && !name.startsWith("POST /api/auth/")),
  );
  test.each(changing)("%s refuses", async (name) => {
    const ids = await seed(owner.viewer);
    const before = await everything();
    const tried = await tryDoor(name, ids, asked(owner.cookie, "http://evil.example"));
    expect(tried).toMatch(/^(REFUSED|403)$/);
    expect(await everything()).toEqual(before);
  });
});

/** All that the owner's workspace holds, to see that a refused try left no trace. */
async function everything() {
  const where = { workspaceId: owner.viewer.workspaceId };
  return Promise.all([
    server.db.workflow.findMany({ where, orderBy: { id: "asc" } }),
    server.db.connection.findMany({ where, orderBy: { id: "asc" } }),
    server.db.run.findMany({ where, orderBy: { id: "asc" } }),
    server.db.runMessage.findMany({ orderBy: { ordinal: "asc" } }),
    server.db.outboxMail.findMany({ where, orderBy: { id: "asc" } }),
    server.db.priceRow.findMany({ where, orderBy: { id: "asc" } }),
    server.db.session.count(),
  ]);
}
