import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PoolClient } from "pg";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { migrate } from "./migrate.ts";
import { type OpenPglite, openPglite } from "./open-pglite.ts";

const folder = mkdtempSync(join(tmpdir(), "tutti-migrate-"));
let database: OpenPglite;
let client: PoolClient;
let migrations: string;
let count = 0;

beforeAll(async () => {
  database = await openPglite(join(folder, "pg"));
  client = await database.pool.connect();
});
beforeEach(async () => {
  await client.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  migrations = join(folder, `migrations-${++count}`);
});
afterAll(async () => {
  client.release();
  await database.close();
  rmSync(folder, { recursive: true });
});

async function write(name: string, sql: string) {
  await mkdir(join(migrations, name), { recursive: true });
  await writeFile(join(migrations, name, "migration.sql"), sql);
}

test("migrations are applied once, in the order of their names", async () => {
  await write("2_rows", "INSERT INTO item VALUES (1)");
  await write("1_item", "CREATE TABLE item (id int PRIMARY KEY)");
  expect(await migrate(client, migrations)).toEqual(["1_item", "2_rows"]);
  expect(await migrate(client, migrations)).toEqual([]);
  expect((await client.query("SELECT id FROM item")).rows).toEqual([{ id: 1 }]);
});

test("a migration that fails leaves nothing behind, is named with its cause, and is tried again", async () => {
  await write("1_item", "CREATE TABLE item (id int PRIMARY KEY)");
  await write("2_broken", "CREATE TABLE half (id int); INSERT INTO item VALUES ('x')");
  await expect(migrate(client, migrations)).rejects.toThrow(
    /^Migration 2_broken failed and was rolled back: invalid input syntax for type integer: "x"$/,
  );
  await expect(client.query("SELECT 1 FROM half")).rejects.toThrow('relation "half" does not exist');
  await write("2_broken", "CREATE TABLE half (id int); INSERT INTO item VALUES (7)");
  expect(await migrate(client, migrations)).toEqual(["2_broken"]);
});

test("a migration that was edited after it had been applied is reported and not applied again", async () => {
  await write("1_item", "CREATE TABLE item (id int PRIMARY KEY)");
  await migrate(client, migrations);
  await write("1_item", "CREATE TABLE item (id bigint PRIMARY KEY)");
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  expect(await migrate(client, migrations)).toEqual([]);
  expect(warn).toHaveBeenCalledWith(expect.stringContaining("1_item was edited after"));
  warn.mockRestore();
});
