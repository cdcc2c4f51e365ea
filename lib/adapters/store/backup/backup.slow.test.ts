import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gunzipSync, gzipSync } from "node:zlib";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { onPostgres } from "../../../../scripts/on-postgres.ts";
import { firstBrokenLink } from "../../../run/chain.ts";
import { cancel, end, event, fact, newRun } from "../../conformance/log-bench.ts";
import { demoFile, demoSystems } from "../../demo/demo-company.ts";
import { demoFiles } from "../../demo/demo-files.ts";
import type { DemoStore } from "../../demo/demo-store.ts";
import { demoSchemas } from "../demo/demo-schemas.ts";
import { linkOf } from "../event-row.ts";
import { createSqlLog } from "../log.ts";
import { openStore, type Store } from "../open-store.ts";
import { firstTables, lastTables, leftOut, runTables } from "./backed-up-tables.ts";
import { checkBackup } from "./read-backup.ts";
import { type RestoreTarget, restoreBackup } from "./restore-backup.ts";
import { writeBackup } from "./write-backup.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const tables = [...firstTables, ...runTables, ...lastTables];
const odd = 'ünïcode \u2028 \\u0000 "quoted" \\ \n\t💥 [1e400]';

// Up to three databases are opened in one test.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tutti-backup-"));
});
afterAll(async () => {
  for (const store of opened) await store.close().catch(() => {});
  rmSync(folder, { recursive: true, force: true });
});
const opened = new Set<Store>();
let count = 0;
const newFolder = () => join(folder, `data-${++count}`);
const newFile = () => join(folder, `backup-${++count}.jsonl.gz`);

/** Fills a store with one of everything: an ended run, one under way, one that waits with a message; returns their ids. */
async function fill(store: Store): Promise<{ ended: string; running: string; waiting: string }> {
  const { prisma } = store;
  const log = createSqlLog(store);
  const { id: workspaceId } = await prisma.workspace.create({ data: { name: odd, retentionDays: 30 } });
  await prisma.user.create({
    data: {
      id: "user-1",
      name: "Ada",
      email: "ada@example.com",
      accounts: { create: { id: "a", accountId: "user-1", providerId: "credential", password: "salt:hash" } },
      sessions: { create: { id: "s", token: "t", expiresAt: new Date() } },
      members: { create: { workspaceId, role: "owner" } },
    },
  });
  await prisma.workflow.create({
    data: {
      workspaceId,
      name: "w",
      document: JSON.stringify({ odd }),
      edits: { create: { seq: 1, clientEditId: "c", userId: "user-1", edit: "{}", inverse: odd } },
    },
  });
  const secret = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  await prisma.connection.create({ data: { workspaceId, kind: "model", name: "m", config: "{}", secret } });
  await prisma.priceRow.create({
    data: {
      workspaceId,
      pattern: "m",
      from: new Date("2026-01-31T12:34:56.789Z"),
      inputNanosPerMillion: 2n ** 62n + 1n,
      outputNanosPerMillion: 1n,
      source: "test",
    },
  });
  await prisma.setting.create({ data: { key: "secret-check", value: "hmac" } });
  await prisma.outboxMail.create({
    data: { workspaceId, key: "k", from: "a", to: "b", subject: "s", body: odd },
  });
  const gone = {
    runId: "gone",
    workspaceId,
    workflowName: "w",
    startedAt: new Date(),
    lastSeq: 3,
    chainHash: "x",
  };
  await prisma.runTombstone.create({ data: gone });

  const begin = async (steps: number) => {
    const run = newRun(workspaceId);
    await log.create(run);
    const lease = await log.claim(run.runId, "runner", 60_000);
    if (lease === null) throw new Error("expected the run to be free");
    for (let step = 0; step < steps; step++)
      await log.append(
        lease,
        [event(run.runId, lease.lastSeq + 1, fact)],
        [{ hash: `${step}`, content: JSON.stringify(odd.repeat(500)) }],
        [],
      );
    return lease;
  };
  const ended = await begin(60);
  await log.append(ended, [event(ended.runId, ended.lastSeq + 1, end)], [], []);
  const span = {
    runId: ended.runId,
    spanId: 2,
    workspaceId,
    kind: "step",
    name: "s",
    path: "[]",
    outcome: "ok",
    startedAt: new Date(),
    durationMs: 1,
  };
  await prisma.spanSummary.create({ data: span });
  await prisma.runSummary.update({
    where: { runId: ended.runId },
    data: { status: "ok", endedAt: new Date(), costNanos: 10n ** 15n },
  });
  const running = await begin(4);
  const waiting = await begin(2);
  await log.release(waiting, null);
  await log.send(waiting.runId, "message", cancel);
  for (let more = 0; more < 20; more++) await log.release(await begin(1), null);
  return { ended: ended.runId, running: running.runId, waiting: waiting.runId };
}

/** Every row of every table that a backup holds, as text, in order. */
async function everything({ pool }: Store): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const { name, key } of tables) {
    const order = key.map((column) => `"${column}"`).join(", ");
    const { rows } = await pool.query(
      `SELECT row_to_json(t)::text AS row FROM "${name}" AS t ORDER BY ${order}`,
    );
    found[name] = rows.map(({ row }) => row.replaceAll(/"(owner|due_at)":("[^"]*"|null)/g, '"$1":…'));
  }
  return found;
}

async function brokenLink(store: Store, runId: string): Promise<number | null> {
  const { rows } = await store.pool.query(
    "SELECT run_id, seq, at, type, payload, hash FROM run_event WHERE run_id = $1 ORDER BY seq",
    [runId],
  );
  return firstBrokenLink(
    rows.map((row) => linkOf(row)),
    sha256,
  );
}

const demoOf = ({ pool }: Store, { databaseUrl, dataDir }: RestoreTarget) =>
  databaseUrl === undefined
    ? demoFiles(dataDir)
    : demoSchemas({ pool, databaseUrl, dataDir, secret: "a secret that only this test has" });

/** Something that a run has changed in the demo company. */
async function change({ pool }: Store, { databaseUrl, dataDir }: RestoreTarget): Promise<void> {
  const written = `insert into tutti_effect values ('key', 'run', '[]', 'Tool', '2026-11-20T10:00:00.000Z', '{}',
    '[{"table":"orders","before":{"id":"SO-10412","status":"open"},"after":{"id":"SO-10412","status":"on hold"}}]')`;
  const sql = `update orders set status = 'on hold' where id = 'SO-10412'; ${written}`;
  if (databaseUrl !== undefined) {
    await pool.query(`set search_path = tutti_demo_erp; ${sql}; reset search_path`);
    return;
  }
  const erp = new DatabaseSync(demoFile(dataDir, "erp"));
  erp.exec(sql);
  erp.close();
}

/** Every table of the demo company with its first rows, and what runs have changed there. */
const demoContents = async (demo: DemoStore) => {
  const tables = demoSystems.map(async (system) =>
    Promise.all(
      (await demo.tables(system)).map(async (table) => ({
        ...table,
        page: await demo.rows(system, { table: table.name, offset: 0, limit: 200 }),
      })),
    ),
  );
  return { tables: await Promise.all(tables), changes: await demo.changes(10) };
};

/** A backup of `from`, restored into `to`, holds the same; and its runs can go on. */
async function thereAndBack(from: RestoreTarget, to: RestoreTarget): Promise<void> {
  const file = newFile();
  const source = await openStore(from);
  const demo = demoOf(source, from);
  await demo.ensure("2026-11-20");
  await change(source, from);
  const company = await demoContents(demo);
  const runs = await fill(source);
  const before = await everything(source);
  const written = await writeBackup({ ...source, dataDir: from.dataDir }, file);
  await source.close();
  expect((await checkBackup(file)).end).toEqual(written);

  const restored = await restoreBackup(file, to);
  expect(restored).toMatchObject({ runs: 23, broken: [] });
  const store = await openStore(to);
  try {
    expect(await everything(store)).toEqual(before);
    for (const runId of Object.values(runs)) expect(await brokenLink(store, runId)).toBeNull();
    expect(await store.prisma.session.count()).toBe(0);
    const log = createSqlLog(store);
    const taken: (string | undefined)[] = [];
    for (let claims = 0; claims < 2; claims++) taken.push((await log.claimNext("next", 60_000))?.runId);
    expect(taken.sort()).toEqual([runs.running, runs.waiting].sort());
    expect(await log.claimNext("next", 60_000)).toBeNull();
    expect(await log.send(runs.running, "new", cancel)).toBe(true);
    const there = demoOf(store, to);
    expect(await there.ensure("2027-01-01")).toEqual({ ready: true });
    expect(await demoContents(there)).toEqual(company);
    expect(await there.unreachable()).toBeNull();
    await there.remove();
  } finally {
    await store.close();
  }
}

/** An open store with a workflow and a run; closed when the file is through. */
async function small() {
  const dataDir = newFolder();
  const store = await openStore({ dataDir });
  opened.add(store);
  const { id: workspaceId } = await store.prisma.workspace.create({
    data: { name: "Ours", workflows: { create: { name: "w", document: "{}" } } },
  });
  const run = newRun(workspaceId);
  await createSqlLog(store).create(run);
  return { store, dataDir, workspaceId, runId: run.runId };
}

let made: ReturnType<typeof makeSmallBackup> | undefined;
async function makeSmallBackup() {
  const store = await small();
  const original = newFile();
  await writeBackup({ ...store.store, dataDir: store.dataDir }, original);
  return { ...store, original };
}

/** A copy of one small backup, and the open store that it was made of. */
async function smallBackup() {
  made ??= makeSmallBackup();
  const { original, ...rest } = await made;
  const file = newFile();
  cpSync(original, file);
  return { ...rest, file };
}

/** Changes the lines of a backup. */
function edit(file: string, change: (lines: string[]) => string[]): void {
  const lines = gunzipSync(readFileSync(file)).toString().split("\n");
  writeFileSync(file, gzipSync(change(lines).join("\n")));
}

/** A backup with changed lines whose checksum is right. */
function rewritten(file: string, change: (line: string) => string): string {
  const to = newFile();
  const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split("\n").slice(0, -1).map(change);
  const rows: Record<string, number> = {};
  for (const line of lines) {
    const { table, rows: some } = JSON.parse(line);
    if (table) rows[table] = (rows[table] ?? 0) + some.length;
  }
  const text = `${lines.join("\n")}\n`;
  const end = JSON.stringify({ end: { rows, files: {}, sha256: sha256(text) } });
  writeFileSync(to, gzipSync(`${text}${end}\n`));
  return to;
}

test("a backup of PGlite restores into an empty data folder", async () => {
  await thereAndBack({ dataDir: newFolder() }, { dataDir: newFolder() });
});

onPostgres("a backup", (server) => {
  const database = async () => ({
    databaseUrl: await server().createDatabase(`db${++count}`),
    dataDir: newFolder(),
  });

  test("a backup of PGlite restores into an empty database", async () => {
    await thereAndBack({ dataDir: newFolder() }, await database());
  });

  test("a backup of PostgreSQL restores into an empty database", async () => {
    await thereAndBack(await database(), await database());
  });

  test("a backup of PostgreSQL restores into an empty data folder", async () => {
    await thereAndBack(await database(), { dataDir: newFolder() });
  });

  test("a restore that fails half-way leaves the database without a trace, and can be tried again", async () => {
    const { file } = await smallBackup();
    const target = await database();
    const broken = rewritten(file, (line) => line.replace('"table":"workflow"', '"table":"workflo"'));
    await expect(restoreBackup(broken, target)).rejects.toThrow(
      "has rows of workflo, which this Tutti does not know",
    );
    const client = new pg.Pool({ connectionString: target.databaseUrl });
    expect((await client.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).rows).toEqual(
      [],
    );
    await client.end();
    expect(existsSync(join(target.dataDir, "demo"))).toBe(false);
    await restoreBackup(file, target);
  });

  test("tables that are not Tutti's are left alone", async () => {
    const { file } = await smallBackup();
    const target = await database();
    const client = new pg.Pool({ connectionString: target.databaseUrl });
    await client.query('CREATE TABLE "user" (theirs int); INSERT INTO "user" VALUES (7)');
    await expect(restoreBackup(file, target)).rejects.toThrow("has tables that are not Tutti's (user)");
    expect((await client.query('SELECT * FROM "user"')).rows).toEqual([{ theirs: 7 }]);
    await client.end();
  });

  test("a database that Tutti has only been started on counts as empty", async () => {
    const { file } = await smallBackup();
    const target = await database();
    await (await openStore(target)).close();
    expect(await restoreBackup(file, target)).toMatchObject({ runs: 1 });
  });
});

test("every table of the database is in a backup or left out for a reason", async () => {
  const { store } = await small();
  const { rows } = await store.pool.query(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
  );
  const named = [...tables.map(({ name }) => name), ...leftOut];
  expect(rows.map(({ name }) => name).sort()).toEqual(named.sort());
  for (const { name, key } of tables) {
    const { rows: columns } = await store.pool.query(
      "SELECT attname AS name FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey) WHERE indrelid = to_regclass($1) AND indisprimary",
      [`"${name}"`],
    );
    expect(columns.map((column) => column.name).sort()).toEqual([...key].sort());
  }
});

test("a running database can be backed up: what is written meanwhile is in it whole or not at all", async () => {
  const { store, dataDir, workspaceId } = await small();
  const log = createSqlLog(store);
  const run = newRun(workspaceId);
  await log.create(run);
  const lease = await log.claim(run.runId, "runner", 60_000);
  if (lease === null) throw new Error("expected the run to be free");
  let writing = true;
  let created = 0;
  const writer = (async () => {
    while (writing) {
      await log.append(lease, [event(run.runId, lease.lastSeq + 1, fact)], [], []);
      if (created++ < 100) await log.create(newRun(workspaceId));
    }
  })();
  const files = [newFile(), newFile()];
  for (const file of files) await writeBackup({ ...store, dataDir }, file);
  writing = false;
  await writer;
  for (const file of files)
    expect(await restoreBackup(file, { dataDir: newFolder() })).toMatchObject({ broken: [] });
});

test("a file that is there already is not written over", async () => {
  const { file, dataDir, store } = await smallBackup();
  const before = readFileSync(file);
  await expect(writeBackup({ ...store, dataDir }, file)).rejects.toThrow(`${file} exists already`);
  expect(readFileSync(file).equals(before)).toBe(true);
});

test("a database that somebody has worked in is refused, and stays as it was", async () => {
  const { file } = await smallBackup();
  const other = await small();
  await other.store.close();
  await expect(restoreBackup(file, other)).rejects.toThrow(
    /^The data folder \S+ is not empty: it has 1 workspaces, 1 workflows, 1 runs\. .* set DATA_DIR to a new folder/,
  );
  const again = await openStore(other);
  expect(await again.prisma.run.count()).toBe(1);
  await again.close();
});

test("a folder that a running Tutti holds is refused with who holds it", async () => {
  const { file, dataDir } = await smallBackup();
  await expect(restoreBackup(file, { dataDir })).rejects.toThrow(/is in use by process \d+/);
});

test("a log that was changed before the backup is told, and restored as it is", async () => {
  const { store, dataDir, runId } = await small();
  await store.pool.query(
    "UPDATE run_event SET payload = replace(payload, 'user-1', 'user-2') WHERE run_id = $1",
    [runId],
  );
  const file = newFile();
  await writeBackup({ ...store, dataDir }, file);
  const restored = await restoreBackup(file, { dataDir: newFolder() });
  expect(restored.broken).toEqual([{ runId, seq: 1 }]);
});

test.each([
  ["cut off", (file: string) => truncateSync(file, 300), "is damaged: it can't be unpacked"],
  [
    "cut off between lines",
    (file: string) => edit(file, (lines) => [...lines.slice(0, -2), ""]),
    "it ends too early",
  ],
  [
    "without a row",
    (file: string) => edit(file, (lines) => lines.filter((line) => !line.includes('"table":"run_event"'))),
    "its checksum is not",
  ],
  [
    "changed in a row",
    (file: string) => edit(file, (lines) => lines.map((line) => line.replace("Ours", "Mine"))),
    "its checksum is not",
  ],
  ["no JSON", (file: string) => edit(file, (lines) => lines.with(2, "rubbish")), "line 3 can't be read"],
  [
    "longer than its end",
    (file: string) => edit(file, (lines) => [...lines.slice(0, -1), "{}", ""]),
    "something follows after its end",
  ],
  [
    "another kind of file",
    (file: string) => writeFileSync(file, "hello"),
    "is not a backup of Tutti, or it is damaged",
  ],
  [
    "another packed file",
    (file: string) => writeFileSync(file, gzipSync('{"a":1}\n')),
    "is not a backup of Tutti: its first line",
  ],
  [
    "of a newer form",
    (file: string) => edit(file, (lines) => lines.map((line) => line.replace('"format":1', '"format":2'))),
    "was made by a newer Tutti (format 2, this one knows 1)",
  ],
])("a backup that is %s is refused before anything is written", async (_how, damage, message) => {
  const { file } = await smallBackup();
  damage(file);
  const dataDir = newFolder();
  await expect(restoreBackup(file, { dataDir })).rejects.toThrow(message);
  expect(existsSync(dataDir)).toBe(false);
});

test("a backup of the version that stored a row for each event is restored, and its logs verify", async () => {
  const { store, dataDir, runId } = await small();
  const { start } = newRun("", runId);
  const { runId: _runId, seq: _seq, at, type, ...rest } = start;
  const payload = JSON.stringify(rest);
  await store.pool.query("UPDATE run_event SET at = $2, type = $3, payload = $4 WHERE run_id = $1", [
    runId,
    at,
    type,
    payload,
  ]);
  const file = newFile();
  await writeBackup({ ...store, dataDir }, file);
  const old = rewritten(file, (line) => line.replace(/,"\d+_events_by_append"/, ""));
  expect(gunzipSync(readFileSync(old)).toString()).not.toContain("events_by_append");
  const target = { dataDir: newFolder() };
  expect((await restoreBackup(old, target)).broken).toEqual([]);
  const restored = await openStore(target);
  expect(await createSqlLog(restored).read(runId, 0, 10)).toEqual([start]);
  expect(await brokenLink(restored, runId)).toBeNull();
  await restored.close();
});

test("a backup with migrations of a later version is refused", async () => {
  const { file } = await smallBackup();
  const newer = rewritten(file, (line) =>
    line.replace('"migrations":[', '"migrations":["29990101000000_later",'),
  );
  await expect(restoreBackup(newer, { dataDir: newFolder() })).rejects.toThrow(
    /was made by a newer Tutti \(its tables have had the migration 29990101000000_later\)/,
  );
});

test("a restore into a folder that fails half-way leaves nothing there, and can be tried again", async () => {
  const { file } = await smallBackup();
  const broken = rewritten(file, (line) => line.replace('"table":"workflow"', '"table":"workflo"'));
  const dataDir = newFolder();
  await expect(restoreBackup(broken, { dataDir })).rejects.toThrow("workflo");
  expect(
    readdirSync(dataDir).filter((name) => !name.startsWith("pg.lock") && !name.startsWith("pg.holder")),
  ).toEqual([]);
  await restoreBackup(file, { dataDir });
});

test("there is no such file", async () => {
  await expect(restoreBackup(join(folder, "none"), { dataDir: newFolder() })).rejects.toThrow(
    "There is no file",
  );
});
