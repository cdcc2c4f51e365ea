import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore, type Store } from "./open-store.ts";

const dataDir = mkdtempSync(join(tmpdir(), "tutti-store-"));
let store: Store;

beforeAll(async () => {
  store = await openStore({ dataDir });
});
afterAll(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true });
});

test("Prisma writes and reads records, and gives its code for a duplicate", async () => {
  const { prisma } = store;
  const workspace = await prisma.workspace.create({
    data: { name: "Ours", workflows: { create: { name: "Order exception", document: "{}" } } },
    include: { workflows: true },
  });
  expect(workspace.workflows).toMatchObject([{ name: "Order exception", editSeq: 0, deletedAt: null }]);
  await expect(prisma.workspace.create({ data: { id: workspace.id, name: "Again" } })).rejects.toMatchObject({
    code: "P2002",
  });
  expect(await prisma.workspace.count()).toBe(1);
});

test("an interactive transaction commits whole, or not at all", async () => {
  const { prisma } = store;
  const add = (name: string, fail: boolean) =>
    prisma.$transaction(async (transaction) => {
      await transaction.workspace.create({ data: { name } });
      if (fail) throw new Error("changed my mind");
    });
  await add("kept", false);
  await expect(add("dropped", true)).rejects.toThrow("changed my mind");
  const names = (await prisma.workspace.findMany()).map(({ name }) => name);
  expect(names).toContain("kept");
  expect(names).not.toContain("dropped");
});

test("transactions that start at once wait for each other", async () => {
  const { prisma } = store;
  const before = await prisma.workspace.count();
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      prisma.$transaction(async (transaction) => {
        const { id } = await transaction.workspace.create({ data: { name: `w${index}` } });
        await transaction.workspace.update({ where: { id }, data: { name: `w${index}!` } });
      }),
    ),
  );
  expect(await prisma.workspace.count()).toBe(before + 20);
});

test("bytes, large integers and times come back as they went in", async () => {
  const { prisma } = store;
  const { id: workspaceId } = await prisma.workspace.create({ data: { name: "values" } });
  const secret = new Uint8Array([0, 1, 255]);
  const from = new Date("2026-01-31T12:34:56.789Z");
  await prisma.connection.create({ data: { workspaceId, kind: "model", name: "a", config: "{}", secret } });
  await prisma.priceRow.create({
    data: {
      workspaceId,
      pattern: "m-*",
      from,
      inputNanosPerMillion: 2n ** 60n,
      outputNanosPerMillion: 1n,
      source: "test",
    },
  });
  const connection = await prisma.connection.findFirstOrThrow({ where: { workspaceId } });
  const price = await prisma.priceRow.findFirstOrThrow({ where: { workspaceId } });
  expect([...(connection.secret ?? [])]).toEqual([0, 1, 255]);
  expect(price).toMatchObject({ from, inputNanosPerMillion: 2n ** 60n, cachedInputNanosPerMillion: null });
});

test("a notice for a run wakes who listens to that run, also after the pool has lost its client", async () => {
  const { pool, notices } = store;
  const woken: string[] = [];
  const stop = notices.on("run-1", (what) => woken.push(`run-1 ${what}`));
  notices.on("run-2", (what) => woken.push(`run-2 ${what}`));
  await pool.query("SELECT pg_notify('tutti_events', 'run-1')");
  expect(woken).toEqual(["run-1 events"]);
  await expect(pool.query("SELECT 1 / 0")).rejects.toThrow("division by zero");
  await pool.query("SELECT pg_notify('tutti_message', 'run-2')");
  stop();
  await pool.query("SELECT pg_notify('tutti_events', 'run-1')");
  expect(woken).toEqual(["run-1 events", "run-2 message"]);
});
