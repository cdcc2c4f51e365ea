import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { onPostgres } from "../../../../scripts/on-postgres.ts";
import type { SqlTrial } from "../../../graph/sql-trial.ts";
import { demoFile, resetDemo } from "../../demo/demo-company.ts";
import { NO_MASK } from "../../secrets/mask.ts";
import type { ToolConnection } from "../connection.ts";
import { sqlProcesses } from "./process-pool.ts";
import { checkSql, trySql } from "./try-sql.ts";

const processes = sqlProcesses();
afterAll(() => processes.stop());

const meansOf = (connection: ToolConnection) => ({
  openConnection: async (_: string, id: string) => (id === "c" ? connection : null),
  maskOf: async () => NO_MASK,
  sqlProcesses: processes,
  ownDatabaseUrl: null,
});
const trialOn =
  (connection: ToolConnection) =>
  (form: SqlTrial["form"], statement: string, parameters = {}) =>
    trySql("w", { connectionId: "c", form, statement, parameters }, meansOf(connection));
const checkOn = (connection: ToolConnection) => (form: SqlTrial["form"], statement: string) =>
  checkSql("w", { connectionId: "c", form, statement }, meansOf(connection));
const stored = { id: "c", name: "Books", practice: true, offline: false };

describe("a statement is tried on SQLite", () => {
  const dir = mkdtempSync(join(tmpdir(), "tutti-try-"));
  const file = demoFile(dir, "erp");
  const tried = trialOn({ ...stored, kind: "sqlite", file });
  beforeAll(() => resetDemo(dir, "2026-11-20"));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const shipped = () => {
    const db = new DatabaseSync(file, { readOnly: true });
    const row = db.prepare("select count(*) as n from orders where status = 'tried'").get();
    db.close();
    return row?.n;
  };

  test("rows come with the example values, at most twenty", async () => {
    expect(await tried("read", "select :a as a, id from orders order by id", { a: 7 })).toMatchObject({
      tried: "rows",
      rows: expect.arrayContaining([{ a: 7, id: "SO-10001" }]),
      truncated: true,
    });
  });

  test("what is mistyped is told, and nothing is ever changed", async () => {
    expect(await tried("read", "selec 1")).toMatchObject({
      tried: "failed",
      message: expect.stringContaining("selec"),
    });
    expect(await tried("read", "delete from orders")).toMatchObject({ tried: "failed" });
    expect(await tried("write", "update orders set status = 'tried' where id = :id")).toEqual({
      tried: "checked",
    });
    expect(await tried("write", "update orders set statu = 'tried'")).toMatchObject({
      tried: "failed",
      message: expect.stringContaining("statu"),
    });
    expect(await tried("write", "drop table orders")).toMatchObject({ tried: "failed" });
    expect(await tried("write", "select 1")).toMatchObject({ tried: "failed" });
    expect(shipped()).toBe(0);
  });

  test("a statement is only read: what is wrong with it is told, and not what may pass", async () => {
    const checked = checkOn({ ...stored, kind: "sqlite", file });
    expect(await checked("read", "select id from orders where id = :id")).toBeNull();
    // Running it would take hours.
    const endless =
      "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) as many from n";
    expect(await checked("read", endless)).toBeNull();
    expect(await checked("read", "select id from ordres")).toContain("no such table: ordres");
    expect(await checked("read", "select id, id from orders")).toContain("id");
    expect(await checked("read", "delete from orders")).toContain("only reads");
    expect(await checked("write", "update orders set status = 'tried' where id = :id")).toBeNull();
    expect(await checked("write", "select 1")).not.toBeNull();
    expect(shipped()).toBe(0);
    const away = checkOn({ ...stored, kind: "sqlite", file, offline: true });
    expect(await away("read", "selec 1")).toBeNull();
  });

  test("a database that is offline, or none, is told", async () => {
    const offline = trialOn({ ...stored, kind: "sqlite", file, offline: true });
    expect(await offline("read", "select 1")).toMatchObject({
      tried: "failed",
      message: expect.stringContaining("offline"),
    });
  });
});

onPostgres("statements being tried", (server) => {
  let admin: pg.Client;
  let tried: ReturnType<typeof trialOn>;
  let checked: ReturnType<typeof checkOn>;
  beforeAll(async () => {
    admin = new pg.Client({ connectionString: server().url });
    await admin.connect();
    await admin.query(
      "create table orders (id text primary key, status text); insert into orders values ('SO-1', 'open'); create role owner login; alter table orders owner to owner",
    );
    const url = new URL(server().url);
    url.username = "owner";
    tried = trialOn({ ...stored, kind: "postgres", url: url.href });
    checked = checkOn({ ...stored, kind: "postgres", url: url.href });
  });
  afterAll(() => admin.end());

  test("rows come, and an error at its place in the statement as it was written", async () => {
    expect(await tried("read", "select * from orders where id = :id", { id: "SO-1" })).toMatchObject({
      tried: "rows",
      rows: [{ id: "SO-1", status: "open" }],
    });
    const wrong = "select :long_name as a,\n  '😀', statu from orders";
    expect(await tried("read", wrong, { long_name: "x" })).toEqual({
      tried: "failed",
      message: expect.stringContaining('column "statu" does not exist (line 2, character 9)'),
      at: wrong.indexOf("statu"),
    });
  });

  test("a statement is only read, and no row of it is asked for", async () => {
    expect(await checked("read", "select status from orders where id = :id")).toBeNull();
    expect(await checked("read", "select pg_sleep(60)::text as slept from orders")).toBeNull();
    expect(await checked("read", "select statu from orders")).toContain('column "statu" does not exist');
    expect(await checked("read", "select id, id from orders")).toContain("id");
    expect(
      await checked("read", "with gone as (delete from orders returning *) select * from gone"),
    ).toContain("only reads");
    expect(await checked("write", "update orders set statu = :to")).toContain("statu");
    expect((await admin.query("select status from orders")).rows).toEqual([{ status: "open" }]);
  });

  test("a changing statement is read by the database and not run", async () => {
    expect(await tried("write", "update orders set status = :to where id = :id", { to: "x" })).toEqual({
      tried: "checked",
    });
    const wrong = "update orders set status = :to wher id = :id";
    expect(await tried("write", wrong)).toMatchObject({ tried: "failed", at: wrong.indexOf("wher") });
    for (const other of ["drop table orders", "select 1", "delete from orders; delete from orders"])
      expect(await tried("write", other)).toMatchObject({ tried: "failed" });
    expect((await admin.query("select status from orders")).rows).toEqual([{ status: "open" }]);
    expect((await admin.query("select to_regclass('tutti_effect') as made")).rows).toEqual([{ made: null }]);
  });
});
