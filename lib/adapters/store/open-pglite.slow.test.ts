import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenPglite, openPglite } from "./open-pglite.ts";

const folder = mkdtempSync(join(tmpdir(), "tutti-pglite-"));
const dataDir = join(folder, "pg");
let database: OpenPglite;

beforeAll(async () => {
  database = await openPglite(dataDir);
  await database.pool.query("CREATE TABLE item (id int PRIMARY KEY, note text)");
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

test("a query that fails names the database's reason and leaves the pool working", async () => {
  const { pool } = database;
  const insert = (id: number) =>
    pool.query({ name: "insert", text: "INSERT INTO item VALUES ($1, 'a')", values: [id] });
  await insert(1);
  await expect(insert(1)).rejects.toMatchObject({ code: "23505", constraint: "item_pkey" });
  await insert(2);
  expect((await pool.query("SELECT count(*)::int AS count FROM item")).rows).toEqual([{ count: 2 }]);
});

test("a client that is dropped inside a transaction leaves no transaction behind", async () => {
  const client = await database.pool.connect();
  await client.query("BEGIN");
  await client.query("INSERT INTO item VALUES (50, 'lost')");
  client.release(true);
  expect((await database.pool.query("SELECT 1 FROM item WHERE id = 50")).rows).toEqual([]);
});

test("many queries at once and texts of five million characters come back whole and in order", async () => {
  const { pool } = database;
  const asked = Array.from({ length: 200 }, (_, index) => index);
  const answers = await Promise.all(asked.map((index) => pool.query("SELECT $1::int AS index", [index])));
  expect(answers.map(({ rows }) => rows[0].index)).toEqual(asked);
  const long = "ä".repeat(5_000_000);
  expect((await pool.query("SELECT $1::text AS long", [long])).rows[0].long).toBe(long);
});

test("a NOTIFY reaches the client that listens", async () => {
  const client = await database.pool.connect();
  try {
    await client.query("LISTEN news");
    const notified = once(client, "notification");
    await client.query("SELECT pg_notify('news', 'run 7')");
    expect((await notified)[0]).toMatchObject({ channel: "news", payload: "run 7" });
    await client.query("UNLISTEN news");
  } finally {
    client.release();
  }
});

test("a long query does not hold up this thread", async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 5);
  await database.pool.query("SELECT count(*) FROM generate_series(1, 2000000)");
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(5);
});

test("the thread opens nothing that another process holds, and the error says who holds it", async () => {
  await expect(openPglite(dataDir)).rejects.toThrow(
    new RegExp(`in use by process ${process.pid} on ${hostname()} since \\d{4}-.*set DATA_DIR`),
  );
});

const holder = `
  import { openPglite } from ${JSON.stringify(join(import.meta.dirname, "open-pglite.ts"))};
  const { pool } = await openPglite(process.argv[1]);
  await pool.query("CREATE TABLE IF NOT EXISTS kept (id int)");
  await pool.query("INSERT INTO kept VALUES (1)");
  console.log("stored");
`;

test("what a killed process had committed is there for the next, which may open at once", async () => {
  const other = join(folder, "killed");
  const child = spawn(process.execPath, ["--input-type=module", "-e", holder, other], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  await expect(openPglite(other)).rejects.toThrow(`in use by process ${child.pid}`);
  child.kill("SIGKILL");
  await once(child, "exit");
  const next = await openPglite(other);
  expect((await next.pool.query("SELECT id FROM kept")).rows).toEqual([{ id: 1 }]);
  await next.close();
});

test("a commit is flushed to the disk before it is acknowledged", () => {
  // Counted from inside, by a process of its own: fs.fsyncSync is what the database's file system calls.
  const script = `
    import fs from "node:fs";
    import { syncBuiltinESMExports } from "node:module";
    const real = fs.fsyncSync;
    let count = 0;
    fs.fsyncSync = (fd) => { count++; return real(fd); };
    syncBuiltinESMExports();
    const { PGlite } = await import("@electric-sql/pglite");
    const { DurableNodeFS, durableStartParams } = await import(${JSON.stringify(join(import.meta.dirname, "durable-node-fs.ts"))});
    const database = await PGlite.create({
      fs: new DurableNodeFS(process.argv[1]),
      startParams: durableStartParams(PGlite.defaultStartParams),
    });
    await database.exec("CREATE TABLE item (id int)");
    const before = count;
    for (let id = 0; id < 5; id++) await database.query("INSERT INTO item VALUES ($1)", [id]);
    console.log(count - before);
    await database.close();
  `;
  const arguments_ = ["--input-type=module", "-e", script, join(folder, "durable")];
  const flushes = Number(execFileSync(process.execPath, arguments_, { encoding: "utf8" }).trim());
  expect(flushes).toBeGreaterThanOrEqual(5);
});
