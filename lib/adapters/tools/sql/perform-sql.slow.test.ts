import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { ToolCall } from "../../../engine/ports.ts";
import type { JsonObject } from "../../../graph/json.ts";
import { latestDemoChanges } from "../../demo/changes.ts";
import { demoFile, resetDemo } from "../../demo/demo-company.ts";
import { ToolProblem } from "../tool-problem.ts";
import { performSqlRead, performSqlWrite, type SqlMeans } from "./perform-sql.ts";
import { sqlProcesses } from "./process-pool.ts";

const dir = mkdtempSync(join(tmpdir(), "tutti-sql-"));
const processes = sqlProcesses();
const never = new AbortController().signal;
const means = (file: string): SqlMeans => ({
  connection: { kind: "sqlite", id: "c", name: "Demo ERP", practice: true, offline: false, file },
  processes,
  ownUrl: null,
});
const erp = means(demoFile(dir, "erp"));

beforeAll(() => resetDemo(dir, "2026-11-20"));
afterEach(() => resetDemo(dir, "2026-11-20"));
afterAll(() => {
  processes.stop();
  rmSync(dir, { recursive: true, force: true });
});

const call = (tool: ToolCall["tool"], args: JsonObject, effectKey = "key-1"): ToolCall => ({
  workspaceId: "w",
  runId: "run-7",
  mode: "real",
  name: "Order",
  path: [{ step: "action", visit: 0 }],
  tool,
  effect: tool.type === "sql" ? "read" : "keyed-write",
  effectKey,
  arguments: args,
});

const read = (
  statement: string,
  args: JsonObject = {},
  more: {
    maxRows?: number;
    timeoutMs?: number;
    mode?: "author" | "model";
    means?: SqlMeans;
    signal?: AbortSignal;
  } = {},
) => {
  const tool = {
    type: "sql" as const,
    connectionId: "c",
    mode: more.mode ?? "author",
    statement,
    maxRows: more.maxRows ?? 100,
    timeoutMs: more.timeoutMs ?? 10_000,
  };
  return performSqlRead(call(tool, args), tool, more.means ?? erp, more.signal ?? never);
};
const write = (statement: string, args: JsonObject, key = "key-1", signal = never, timeoutMs = 10_000) => {
  const tool = { type: "sql-write" as const, connectionId: "c", statement, timeoutMs };
  return performSqlWrite(call(tool, args, key), tool, erp, signal);
};
const problem = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ToolProblem)) throw new Error(`expected a ToolProblem, got ${error}`);
  return { ...error.failure, unknown: error.outcomeUnknown };
};
const inErp = (sql: string) => {
  const db = new DatabaseSync(demoFile(dir, "erp"));
  const rows = db.prepare(sql).all();
  db.close();
  return rows;
};

test("an author's statement reads with bound parameters of each type", async () => {
  const { result, notes } = await read(
    "select id, status, total_cents > :floor as large, :yes as yes, :none as absent, typeof(:whole) as t from orders where id = :orderId",
    { orderId: "SO-10412", floor: 1.5, whole: 5, yes: true, none: null, unused: "x" },
  );
  expect(result).toEqual({
    rows: [{ id: "SO-10412", status: "shipped", large: 1, yes: 1, absent: null, t: "integer" }],
    rowCount: 1,
    truncated: false,
  });
  expect(notes).toEqual([]);
});

test("a parameter is never pasted into the statement", async () => {
  const { result } = await read("select id from orders where id = :orderId", {
    orderId: "x' or 1=1; drop table orders --",
  });
  expect(result).toEqual({ rows: [], rowCount: 0, truncated: false });
});

test("an order that does not exist gives no rows", async () => {
  const { result } = await read("select * from orders where id = :orderId", { orderId: "SO-99999" });
  expect(result).toEqual({ rows: [], rowCount: 0, truncated: false });
});

test.each([
  ["a list", ["SO-10412"]],
  ["an object", { id: 1 }],
])("an argument that is %s is refused by name", async (what, value) => {
  const failure = await problem(read("select * from orders where id = :orderId", { orderId: value }));
  expect(failure).toMatchObject({ code: "arguments-invalid", retryable: false });
  expect(failure.message).toContain('"orderId"');
  expect(failure.message).toContain(`got ${what}`);
});

test("a parameter that is left out is NULL", async () => {
  const optional = "select count(*) as n from orders where :status is null or status = :status";
  expect((await read(optional)).result).toMatchObject({ rows: [{ n: 900 }] });
  expect((await read(optional, { status: "shipped" })).result).not.toMatchObject({ rows: [{ n: 900 }] });
});

test.each([
  ["select ?1 as a", "“?”"],
  ["select @a as a", "“@”"],
  ["select $a as a", "“$”"],
  ["select [it's], :a, [b's]", "“[”"],
  ["select $$ :a $$", "“$”"],
  ["select :1 as a", "“:”"],
  ["select 'a", "“'” is missing"],
  ["select /* /* */ 1", "“*/” is missing"],
  ["select :größe as a", "“:größe”"],
  ["select 1 as a, 2 as a", "AS a_2"],
])("what SQLite would read in another way is refused: %s", async (statement, says) => {
  const failure = await problem(read(statement));
  expect(failure.code).toBe("sql-error");
  expect(failure.message).toContain(says);
});

test("the model's own statement runs in its mode only, under the same limits", async () => {
  const { result } = await read("", { statement: "select count(*) as n from orders" }, { mode: "model" });
  expect(result).toMatchObject({ rows: [{ n: 900 }] });
  expect(await problem(read("", { statement: 7 }, { mode: "model" }))).toMatchObject({
    code: "arguments-invalid",
  });
  expect(await problem(read("", { statement: "delete from orders" }, { mode: "model" }))).toMatchObject({
    code: "sql-write-refused",
  });
  const schema = await read(
    "",
    { statement: "select name from pragma_table_info('orders') limit 1" },
    { mode: "model" },
  );
  expect(schema.result).toMatchObject({ rows: [{ name: "id" }] });
});

test.each([
  "update orders set status = 'x'",
  "delete from orders",
  "insert into customers select * from customers",
  "with gone as (select 1) delete from orders",
  "drop table orders",
  "create table t (a)",
  "create temp table t (a)",
  "attach database '/tmp/other.sqlite' as other",
  "vacuum into '/tmp/copy.sqlite'",
  "pragma writable_schema = 1",
  "pragma journal_mode = wal",
  "begin exclusive",
  "reindex",
  "select load_extension('x')",
])("the reading form refuses to write: %s", async (statement) => {
  const failure = await problem(read(statement));
  expect(failure.code).toMatch(/^sql-(write-refused|statement-refused|error)$/);
  if (/^(update|delete|insert|with|drop|create)/.test(statement)) {
    expect(failure.code).toBe("sql-write-refused");
    expect(failure.message).toMatch(/This tool only reads.*Use the writing form/);
  }
  expect(inErp("select count(*) as n from orders where status <> 'x'")).toEqual([{ n: 900 }]);
});

test.each(["select 1; drop table orders", "select 1; select 2", "select 1;/* */;\n-- x\nselect 2"])(
  "several statements are refused: %s",
  async (statement) => {
    expect(await problem(read(statement))).toMatchObject({ code: "sql-several-statements" });
    expect(inErp("select count(*) as n from orders")).toEqual([{ n: 900 }]);
  },
);

test("a semicolon or comment at the end is no second statement, one in a text neither", async () => {
  expect((await read("select ';drop' as a; -- the end\n ;")).result).toMatchObject({
    rows: [{ a: ";drop" }],
  });
});

test("an unreadable statement says what the database said", async () => {
  const failure = await problem(read("selec * from orders"));
  expect(failure).toMatchObject({ code: "sql-error" });
  expect(failure.message).toContain('near "selec"');
});

test("rows and bytes are limited, and a note says so", async () => {
  const few = await read("select id from orders order by id", {}, { maxRows: 2 });
  expect(few).toEqual({
    result: { rows: [{ id: "SO-10001" }, { id: "SO-10002" }], rowCount: 2, truncated: true },
    notes: ["Only the first 2 rows are here: the tool's limit is 2."],
  });
  const wide = await read("select id, hex(zeroblob(50000)) as filler from orders", {}, { maxRows: 900 });
  expect(wide.result).toMatchObject({ rowCount: 9, truncated: true });
  expect(await problem(read("select hex(zeroblob(20000000)) as big"))).toMatchObject({ code: "too-large" });
});

test("an argument of five megabytes is refused", async () => {
  expect(await problem(read("select length(:text) as n", { text: "x".repeat(5_000_000) }))).toMatchObject({
    code: "too-large",
  });
});

test("more statements than processes wait for their turn, and a waiting one can be cancelled", async () => {
  const few = sqlProcesses({ most: 2 });
  const small = { ...erp, processes: few };
  const all = await Promise.all(
    Array.from({ length: 6 }, (_, n) => read("select :n as n", { n }, { means: small })),
  );
  expect(all.map(({ result }) => result)).toMatchObject([0, 1, 2, 3, 4, 5].map((n) => ({ rows: [{ n }] })));
  const endless = "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n";
  const first = new AbortController();
  const second = new AbortController();
  const busy = Promise.allSettled(
    [1, 2].map(() => read(endless, {}, { means: small, signal: first.signal })),
  );
  const waits = read("select 1", {}, { means: small, signal: second.signal });
  second.abort();
  await expect(waits).rejects.toThrow("cancelled");
  first.abort();
  expect(await busy).toMatchObject([{ reason: { name: "Cancelled" } }, { reason: { name: "Cancelled" } }]);
  expect((await read("select 1 as one", {}, { means: small })).result).toMatchObject({ rows: [{ one: 1 }] });
  few.stop();
});

test("short statements that come together share processes", async () => {
  let started = 0;
  const count = () => started++;
  subscribe("child_process", count);
  const shared = sqlProcesses();
  const all = Array.from({ length: 50 }, (_, n) =>
    read("select :n as n", { n }, { means: { ...erp, processes: shared } }),
  );
  expect(await Promise.all(all)).toHaveLength(50);
  unsubscribe("child_process", count);
  shared.stop();
  expect(started).toBeGreaterThanOrEqual(1);
  expect(started).toBeLessThanOrEqual(4);
});

test("a short statement does not wait for the end of a long one", async () => {
  const own = sqlProcesses();
  const endless = "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n";
  const stop = new AbortController();
  const means = { ...erp, processes: own };
  const long = read(endless, {}, { means, signal: stop.signal, timeoutMs: 60_000 });
  const short = await read("select 1 as one", {}, { means });
  expect(short.result).toMatchObject({ rows: [{ one: 1 }] });
  stop.abort();
  await expect(long).rejects.toThrow("cancelled");
  own.stop();
});

test("a flood of rows ends at the limit, not at the time limit", async () => {
  const flood = await read(
    "with recursive n(x) as (select 1 union all select x + 1 from n) select x from n",
    {},
    { maxRows: 10_000 },
  );
  expect(flood.result).toMatchObject({ rowCount: 10_000, truncated: true });
});

test("a slow query is killed at its time limit and the next one works", async () => {
  const started = performance.now();
  const slow = "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n";
  expect(await problem(read(slow, {}, { timeoutMs: 300 }))).toMatchObject({
    code: "timeout",
    retryable: true,
  });
  expect(performance.now() - started).toBeLessThan(4_000);
  expect((await read("select 1 as one")).result).toMatchObject({ rows: [{ one: 1 }] });
});

test("a query that needs too much memory is refused, also by a process that has just started", async () => {
  const fresh = sqlProcesses();
  const greedy =
    "with recursive n(x) as (select 1 union all select x + 1 from n where x < 2000) select count(*) from (select distinct hex(randomblob(200000)) as h from n)";
  const tooMuch = read(greedy, {}, { means: { ...erp, processes: fresh }, timeoutMs: 60_000 });
  expect(await problem(tooMuch)).toMatchObject({ code: "too-large" });
  fresh.stop();
}, 90_000);

test("cancelling ends a slow query within two seconds", async () => {
  const stop = new AbortController();
  const slow = read(
    "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n",
    {},
    { signal: stop.signal },
  );
  const started = performance.now();
  stop.abort();
  await expect(slow).rejects.toThrow("cancelled");
  expect(performance.now() - started).toBeLessThan(2_000);
});

test("whole numbers beyond 2^53 stay exact as text, binary values are described", async () => {
  const { result } = await read("select 9007199254740993 as big, x'0102' as bin, 9e999 as inf");
  expect(result).toMatchObject({ rows: [{ big: "9007199254740993", bin: "(2 bytes)", inf: "Infinity" }] });
});

test("a missing file and a file that is no database say so", async () => {
  expect(await problem(read("select 1", {}, { means: means(join(dir, "missing.sqlite")) }))).toMatchObject({
    code: "unreachable",
  });
  const text = join(dir, "text.sqlite");
  writeFileSync(
    text,
    "this is not a database, but long enough to have a header of one hundred bytes; ".repeat(20),
  );
  expect(await problem(read("select * from t", {}, { means: means(text) }))).toMatchObject({
    code: "unreachable",
  });
});

const resolve = "update orders set status = :status, resolution = :resolution where id = :orderId";

test("a write gives the rows before and after, also those a trigger made, and keeps its key in the same file", async () => {
  const { result } = await write(resolve, {
    orderId: "SO-10412",
    status: "expedited",
    resolution: "express",
  });
  expect(result).toMatchObject({
    changed: 1,
    before: [{ id: "SO-10412", status: "shipped", resolution: null }],
    after: [{ id: "SO-10412", status: "expedited", resolution: "express" }],
    receipt: "key-1",
  });
  const changes = latestDemoChanges(dir, 10);
  expect(changes).toContainEqual(
    expect.objectContaining({ table: "order_updates", kind: "added", runId: "run-7" }),
  );
  expect(changes).toContainEqual(
    expect.objectContaining({
      system: "erp",
      table: "orders",
      rowId: "SO-10412",
      kind: "changed",
      runId: "run-7",
      tool: "Order",
      fields: [
        { column: "status", before: "shipped", after: "expedited" },
        { column: "resolution", before: null, after: "express" },
      ],
    }),
  );
});

test("the same key writes once and gives the first receipt again", async () => {
  const bump = "update orders set total_cents = total_cents + 1 where id = :orderId returning total_cents";
  const first = await write(bump, { orderId: "SO-10412" });
  const again = await write(bump, { orderId: "SO-10412" });
  expect(again.result).toEqual(first.result);
  expect(again.notes).toEqual([expect.stringContaining("nothing was written again")]);
  const other = await write(bump, { orderId: "SO-10412" }, "key-2");
  expect(other.result).not.toEqual(first.result);
});

test("twenty writers with one key change the row once", async () => {
  const before = inErp("select total_cents as n from orders where id = 'SO-10412'")[0]?.n;
  const bump = "update orders set total_cents = total_cents + 1 where id = :orderId";
  await Promise.all(Array.from({ length: 20 }, () => write(bump, { orderId: "SO-10412" })));
  expect(inErp("select total_cents as n from orders where id = 'SO-10412'")).toEqual([
    { n: Number(before) + 1 },
  ]);
});

test("a write that matches no row says so and is still done once", async () => {
  const { result, notes } = await write(resolve, { orderId: "SO-99999", status: "x", resolution: "y" });
  expect(result).toMatchObject({ changed: 0, before: [], after: [] });
  expect(notes).toEqual(["No row matched, so nothing changed."]);
});

test.each([
  ["update orders set status = 'x'; delete from orders", "sql-several-statements"],
  ["drop table orders", "sql-statement-refused"],
  ["commit", "sql-statement-refused"],
  ["select * from orders", "sql-statement-refused"],
  ["delete from tutti_effect", "sql-statement-refused"],
  ["insert into tutti_capture (tbl) values ('orders')", "sql-statement-refused"],
  ["update sqlite_schema set sql = ''", "sql-error"],
  ["update orders set customer_id = 'nobody' where id = 'SO-10412'", "sql-constraint"],
  ["update sales set units = 0", "too-large"],
])("the writing form refuses %s and leaves everything as it was", async (statement, code) => {
  expect(await problem(write(statement, {}))).toMatchObject({ code, unknown: false });
  expect(inErp("select count(*) as n from tutti_effect")).toEqual([{ n: 0 }]);
  expect(inErp("select count(*) as n from orders where status = 'x'")).toEqual([{ n: 0 }]);
});

test("a write that is cancelled or too slow is not made, and can be made afterwards", async () => {
  const slow = "update orders set note = 1 where id = :orderId".replace(
    "note = 1",
    "resolution = (with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n)",
  );
  const stop = new AbortController();
  const cancelled = write(slow, { orderId: "SO-10412" }, "key-1", stop.signal);
  stop.abort();
  await expect(cancelled).rejects.toThrow("cancelled");
  expect(await problem(write(slow, { orderId: "SO-10412" }, "key-1", never, 300))).toMatchObject({
    code: "timeout",
    retryable: true,
    unknown: false,
  });
  const { result } = await write(resolve, { orderId: "SO-10412", status: "done", resolution: null });
  expect(result).toMatchObject({ changed: 1 });
});
