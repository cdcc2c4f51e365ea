import { existsSync, rmSync } from "node:fs";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { onPostgres } from "../../../../scripts/on-postgres.ts";
import type { ToolCall } from "../../../engine/ports.ts";
import type { JsonObject } from "../../../graph/json.ts";
import { ToolProblem } from "../tool-problem.ts";
import { performSqlRead, performSqlWrite, type SqlMeans } from "./perform-sql.ts";
import { sqlProcesses } from "./process-pool.ts";

onPostgres("SQL tools", (server) => {
  let admin: pg.Client;
  const processes = sqlProcesses();
  const never = new AbortController().signal;

  beforeAll(async () => {
    admin = new pg.Client({ connectionString: server().url });
    await admin.connect();
    await admin.query(
      "create role reader login; create role writer login; grant create, usage on schema public to writer; alter default privileges in schema public grant select on tables to reader, writer",
    );
  });
  beforeEach(async () => {
    await admin.query("drop table if exists orders, tutti_effect; drop sequence if exists ticket");
    await admin.query(
      "create sequence ticket; create table orders (id text primary key, status text not null, cents bigint, at date, more jsonb, paid boolean, rate numeric(6,2))",
    );
    await admin.query(
      "grant insert, update, delete on orders to writer; grant usage on sequence ticket to reader; insert into orders select 'SO-' || n, 'open', n * 100, '2026-11-20', '{\"a\": [1]}', true, 1.25 from generate_series(1, 500) n",
    );
  });
  afterAll(async () => {
    processes.stop();
    await admin.end();
  });

  const as = (role: string) => {
    const url = new URL(server().url);
    url.username = role;
    return url.href;
  };
  const means = (url = as("reader"), ownUrl: string | null = null): SqlMeans => ({
    connection: { kind: "postgres", id: "c", name: "Books", practice: false, offline: false, url },
    processes,
    ownUrl,
  });
  const call = (tool: ToolCall["tool"], args: JsonObject, effectKey: string): ToolCall => ({
    workspaceId: "w",
    runId: "run-7",
    mode: "real",
    name: "Order",
    path: [{ step: "action", visit: 0 }],
    tool,
    effect: "read",
    effectKey,
    arguments: args,
  });
  const read = (
    statement: string,
    args: JsonObject = {},
    more: { maxRows?: number; timeoutMs?: number; means?: SqlMeans; signal?: AbortSignal } = {},
  ) => {
    const tool = {
      type: "sql" as const,
      connectionId: "c",
      mode: "author" as const,
      statement,
      maxRows: more.maxRows ?? 100,
      timeoutMs: more.timeoutMs ?? 10_000,
    };
    return performSqlRead(call(tool, args, ""), tool, more.means ?? means(), more.signal ?? never);
  };
  const write = (
    statement: string,
    args: JsonObject,
    key = "key-1",
    more: { timeoutMs?: number; signal?: AbortSignal } = {},
  ) => {
    const tool = {
      type: "sql-write" as const,
      connectionId: "c",
      statement,
      timeoutMs: more.timeoutMs ?? 10_000,
    };
    return performSqlWrite(call(tool, args, key), tool, means(as("writer")), more.signal ?? never);
  };
  const problem = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof ToolProblem)) throw new Error(`expected a ToolProblem, got ${error}`);
    return { ...error.failure, unknown: error.outcomeUnknown };
  };
  const value = async (sql: string) => Object.values((await admin.query(sql)).rows[0] ?? {})[0];

  test("rows come as JSON of their types, parameters are bound", async () => {
    const { result } = await read(
      "select * , :orderId::text as given, 9007199254740993 as big from orders where id = :orderId",
      { orderId: "SO-7" },
    );
    expect(result).toEqual({
      rows: [
        {
          id: "SO-7",
          status: "open",
          cents: 700,
          at: "2026-11-20",
          more: { a: [1] },
          paid: true,
          rate: "1.25",
          given: "SO-7",
          big: "9007199254740993",
        },
      ],
      rowCount: 1,
      truncated: false,
    });
    expect(
      (await read("select id from orders where id = :orderId", { orderId: "x' or 'a'='a" })).result,
    ).toMatchObject({ rowCount: 0 });
  });

  test.each([
    ["update orders set status = 'x'", "sql-write-refused"],
    ["with gone as (delete from orders returning id) select * from gone", "sql-write-refused"],
    ["drop table orders", "sql-write-refused"],
    ["copy orders to program 'touch /tmp/tutti-was-here'", "sql-write-refused"],
    ["set role postgres", "sql-write-refused"],
    [
      "do $$ begin perform set_config('transaction_read_only', 'off', true); delete from orders; end $$",
      "sql-write-refused",
    ],
    ["select set_config('transaction_read_only', 'off', true)", "sql-error"],
    ["select nextval('ticket')", "sql-write-refused"],
    ["select * from orders for update", "sql-write-refused"],
    ["select * into copy_of_orders from orders", "sql-error"],
    ["select 1; drop table orders", "sql-several-statements"],
    ["select 1; commit", "sql-several-statements"],
    ["commit", "sql-write-refused"],
    ["selec 1", "sql-write-refused"],
    ["select * from missing", "sql-error"],
  ])("the reading form refuses %s", async (statement, code) => {
    expect(await problem(read(statement))).toMatchObject({ code, unknown: false });
    expect(await value("select count(*) from orders where status = 'open'")).toBe("500");
    expect(existsSync("/tmp/tutti-was-here")).toBe(false);
    rmSync("/tmp/tutti-was-here", { force: true });
  });

  test("rows and bytes are limited, a flood of bytes is cut", async () => {
    expect((await read("select id from orders order by cents", {}, { maxRows: 2 })).result).toEqual({
      rows: [{ id: "SO-1" }, { id: "SO-2" }],
      rowCount: 2,
      truncated: true,
    });
    expect((await read("select repeat('x', 300000) as filler from orders")).result).toMatchObject({
      rowCount: 3,
      truncated: true,
    });
    // The longest time limit there is, so that on a busy machine too nothing but the bytes can end it.
    const flood = read(
      "select repeat('x', 40000000) as filler from generate_series(1, 3)",
      {},
      { timeoutMs: 60_000 },
    );
    expect(await problem(flood)).toMatchObject({ code: "too-large" });
  }, 90_000);

  test("a slow query ends at its time limit, also on the server", async () => {
    expect(await problem(read("select pg_sleep(30)", {}, { timeoutMs: 300 }))).toMatchObject({
      code: "timeout",
      retryable: true,
    });
    await expect
      .poll(() =>
        value(
          "select count(*) from pg_stat_activity where application_name = 'tutti-tool' and query like '%pg_sleep%' and state = 'active'",
        ),
      )
      .toBe("0");
  });

  test("cancelling ends a slow query within two seconds", async () => {
    const stop = new AbortController();
    const slow = read("select pg_sleep(30)", {}, { signal: stop.signal });
    const started = performance.now();
    stop.abort();
    await expect(slow).rejects.toThrow("cancelled");
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test("Tutti's own database is refused, by address and by what is in it", async () => {
    for (const host of [
      "localhost",
      "LOCALHOST.",
      "0.0.0.0",
      "127.1.2.3",
      "[::1]",
      "[::ffff:127.0.0.1]",
      "%2Frun",
    ]) {
      const own = server().url.replace("127.0.0.1", host);
      expect(await problem(read("select 1", {}, { means: means(server().url, own) }))).toMatchObject({
        code: "own-database-refused",
      });
      if (!host.startsWith("%"))
        expect(await problem(read("select 1", {}, { means: means(own, server().url) }))).toMatchObject({
          code: "own-database-refused",
        });
    }
    // In a schema that the role can't even use.
    await admin.query(
      "create schema hidden; create table hidden.run_head (id text); create table hidden.run_event (id text)",
    );
    expect(await problem(read("select 1"))).toMatchObject({ code: "own-database-refused" });
    expect(await problem(write("delete from orders", {}))).toMatchObject({ code: "own-database-refused" });
    await admin.query("drop schema hidden cascade");
  });

  test.each([
    ["superuser", "superuser", "is a superuser"],
    ["replication", "replication", "is allowed to replicate"],
    ["bypassrls", "bypassrls", "is exempt from row security"],
    ["a member that inherits nothing", "noinherit in role pg_read_server_files", "pg_read_server_files"],
    ["a member by way of another", "in role middle", "pg_execute_server_program"],
    ["a member of a superuser", "in role mighty", "belongs to “mighty”"],
    ["a reader of everything", "in role pg_read_all_data", "pg_read_all_data"],
    ["somebody who was granted a function", "", "may call pg_read_file()"],
  ])("the reading form refuses %s and says how to make a role that fits", async (_, options, says) => {
    await admin.query(
      "create role mighty superuser; create role middle in role pg_execute_server_program; create table secrets (id int)",
    );
    await admin.query(`create role chosen login ${options}`);
    if (options === "") await admin.query("grant execute on function pg_read_file(text) to chosen");
    const refused = await problem(
      read("select set_config('role', 'mighty', true)", {}, { means: means(as("chosen")) }),
    );
    expect(refused).toMatchObject({ code: "role-refused", retryable: false });
    expect(refused.message).toContain(says);
    // What it says to do is enough.
    const [, sql = ""] = refused.message.split("may only read: ");
    await admin.query(sql.replace("PASSWORD '…'", ""));
    expect(
      (await read("select count(*)::int as n from orders", {}, { means: means(as("tutti_reader")) })).result,
    ).toMatchObject({ rows: [{ n: 500 }] });
    await admin.query(
      "drop owned by chosen, tutti_reader; drop role chosen, tutti_reader, middle, mighty; drop table secrets",
    );
  });

  test.each([
    ["select * from dblink_exec('dbname=tutti', 'delete from orders')", "sql-error"],
    ["select pg_read_file('/etc/passwd')", "sql-error"],
    ["select pg_ls_dir('.')", "sql-error"],
    ["select lo_export(1, '/tmp/tutti-was-here')", "sql-error"],
    ["select pg_create_physical_replication_slot('tutti')", "sql-error"],
    ["select rolpassword from pg_authid", "sql-error"],
    ["select set_config('role', 'tutti', true)", "sql-error"],
    ["select set_config('session_authorization', 'tutti', true)", "sql-error"],
    ["select pg_reload_conf()", "sql-error"],
  ])("a role that fits can't do %s", async (statement, code) => {
    expect(await problem(read(statement))).toMatchObject({ code });
    // Before PostgreSQL 16 a large object can be made in a read-only transaction; it goes with that.
    await read("select lo_create(0)").catch(() => {});
    expect(await value("select count(*) from pg_largeobject_metadata")).toBe("0");
    expect(await value("select count(*) from pg_replication_slots")).toBe("0");
    expect(await value("select count(*) from orders")).toBe("500");
    expect(existsSync("/tmp/tutti-was-here")).toBe(false);
  });

  test("numbers keep every digit that the database says, and a note tells of those in JSON", async () => {
    const { result, notes } = await read(
      `select 10.50::numeric(6,2) as price, 42::numeric as whole, 9007199254740993::numeric as big, sum(cents) as sum,
         1e300::float8 as huge, 0.1::float4 as small, 'NaN'::float8 as none,
         '{"id": 9007199254740993, "n": 1.5}'::jsonb as doc, '{"__proto__": {"admin": true}}'::json as sly
       from orders`,
    );
    expect(result).toMatchObject({
      rows: [
        {
          price: "10.50",
          whole: 42,
          big: "9007199254740993",
          sum: 12_525_000,
          huge: 1e300,
          small: 0.1,
          none: "NaN",
          doc: { id: "9007199254740993", n: 1.5 },
          sly: '{"__proto__": {"admin": true}}',
        },
      ],
    });
    expect(notes).toEqual([
      "2 numbers have too many digits for a number here and came as text.",
      'The JSON of “sly” is left as text: it has the key "__proto__" at the top.',
    ]);
  });

  test("two columns of one name are refused, before a write is made too", async () => {
    const twice = await problem(read("select id, status as id from orders"));
    expect(twice).toMatchObject({ code: "sql-error" });
    expect(twice.message).toContain("“id”");
    expect(twice.message).toContain("AS id_2");
    expect(
      await problem(write("update orders set status = 'x' returning id, status as id", {})),
    ).toMatchObject({ code: "sql-error" });
    expect(await value("select count(*) from orders where status = 'x'")).toBe("0");
    expect(await problem(read("select 1 as __proto__"))).toMatchObject({ code: "sql-error" });
  });

  test("the server reads a statement as the lexer does", async () => {
    const statement = `select E'it\\'s :no' as escaped, $$ :no $$ as dollar, $a$ $$ :no $a$ as tagged, /* :no /* :no */ */
      (array[1,2,3])[1:2] as slice, (array[1,2,3])[:n::int] as bound, 'back\\' as plain, U&'d\\0061ta' as uni, :n::text as given
      -- :no`;
    expect((await read(statement, { n: 2 })).result).toMatchObject({
      rows: [
        {
          escaped: "it's :no",
          dollar: " :no ",
          tagged: " $$ :no ",
          slice: "{1,2}",
          bound: 2,
          plain: "back\\",
          uni: "data",
          given: "2",
        },
      ],
    });
    await admin.query("alter role reader set standard_conforming_strings = off");
    expect((await read("select 'back\\' as plain, :n::text as given", { n: 2 })).result).toMatchObject({
      rows: [{ plain: "back\\", given: "2" }],
    });
    await admin.query("alter role reader reset standard_conforming_strings");
  });

  test("a parameter that is left out is NULL, and one without a type is named", async () => {
    const optional =
      "select count(*)::int as n from orders where (:status::text is null or status = :status)";
    expect((await read(optional)).result).toMatchObject({ rows: [{ n: 500 }] });
    expect((await read(optional, { status: "closed" })).result).toMatchObject({ rows: [{ n: 0 }] });
    const untyped = await problem(read("select 1 as one from orders where :status is null"));
    expect(untyped.message).toContain("parameter :status");
    expect(untyped.message).toContain(":status::text");
  });

  test("a server that is not there can be tried again, a wrong database says so", async () => {
    expect(
      await problem(read("select 1", {}, { means: means("postgres://postgres@127.0.0.1:9/x") })),
    ).toMatchObject({ code: "unreachable", retryable: true });
    expect(
      await problem(read("select 1", {}, { means: means(as("reader").replace(/tutti$/, "nowhere")) })),
    ).toMatchObject({ code: "unreachable", retryable: false });
  });

  test("a write and its key are one transaction, and the same key writes once", async () => {
    const bump = "update orders set cents = cents + 1 where id = :orderId returning cents";
    const first = await write(bump, { orderId: "SO-7" });
    expect(first.result).toEqual({
      changed: 1,
      before: [],
      after: [],
      returned: [{ cents: 701 }],
      receipt: "key-1",
    });
    const again = await write(bump, { orderId: "SO-7" });
    expect(again.result).toEqual(first.result);
    expect(again.notes).toEqual([expect.stringContaining("nothing was written again")]);
    await Promise.all(Array.from({ length: 5 }, () => write(bump, { orderId: "SO-7" }, "key-2")));
    expect(await value("select cents from orders where id = 'SO-7'")).toBe("702");
  });

  test.each([
    ["update orders set status = null where id = 'SO-7'", "sql-constraint"],
    ["drop table orders", "sql-statement-refused"],
    ["update orders set status = 'x' where id = 'SO-7'; commit", "sql-several-statements"],
    ["insert into orders select 'N-' || n, 'x' from generate_series(1, 1001) n", "too-large"],
  ])("the writing form refuses %s and leaves everything as it was", async (statement, code) => {
    expect(await problem(write(statement, {}))).toMatchObject({ code, unknown: false });
    expect(await value("select count(*) from orders where status = 'open'")).toBe("500");
    expect(await value("select count(*) from orders")).toBe("500");
  });

  test("a write that is cancelled before its commit is not made", async () => {
    const stop = new AbortController();
    const slow = write(
      "update orders set status = 'x' where id = 'SO-7' and pg_sleep(30) is not null",
      {},
      "key-1",
      { signal: stop.signal },
    );
    stop.abort();
    await expect(slow).rejects.toThrow("cancelled");
    expect(await value("select status from orders where id = 'SO-7'")).toBe("open");
  });

  test.each(["169.254.169.254", "[::ffff:169.254.169.254]", "[fd00:ec2::254]", "0.0.0.0"])(
    "a database at %s is dialled by nobody",
    async (host) => {
      const refused = read("select 1", {}, { means: means(`postgres://a:b@${host}:5432/x`) });
      await expect(refused).rejects.toMatchObject({ failure: { code: "address-refused" } });
    },
  );
});
