import { createHash } from "node:crypto";
import {
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
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { onPostgres } from "../../../../scripts/on-postgres.ts";
import { startTemporaryPostgres, type TemporaryPostgres } from "../../../../scripts/temporary-postgres.ts";
import { firstBrokenLink } from "../../../run/chain.ts";
import type { RunEvent } from "../../../run/event.ts";
import { cancel, end, event, fact, newRun } from "../../conformance/log-bench.ts";
import { reading } from "../../demo/browse.ts";
import { demoFile, ensureDemo } from "../../demo/demo-company.ts";
import { createSqlLog } from "../log.ts";
import { openStore, type Store } from "../open-store.ts";
import { firstTables, lastTables, leftOut, runTables } from "./backed-up-tables.ts";
import { checkBackup } from "./read-backup.ts";
import { type RestoreTarget, restoreBackup } from "./restore-backup.ts";
import { writeBackup } from "./write-backup.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const tables = [...firstTables, ...runTables, ...lastTables];
const odd = 'ünïcode \u2028 \\u0000 "quoted" \\ \n\t💥 [1e400]';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tutti-backup-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;
const newFolder = () => join(folder, `data-${++count}`);
const newFile = () => join(folder, `backup-${++count}.jsonl.gz`);

/** Fills a store with one of everything: an ended run, one under way, one that waits with a message; gives their ids. */
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
  const ended = await begin(300);
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
  await prisma.runSummary.create({
    data: {
      runId: ended.runId,
      workspaceId,
      workflowName: "w",
      status: "ok",
      mode: "real",
      startedAt: new Date(),
      startedBy: "user-1",
      costNanos: 10n ** 15n,
    },
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
    "SELECT payload, hash FROM run_event WHERE run_id = $1 ORDER BY seq",
    [runId],
  );
  const events = rows.map(({ payload }): RunEvent => JSON.parse(payload));
  return firstBrokenLink(
    events,
    rows.map(({ hash }): string => hash),
    sha256,
  );
}

/** A backup of `from`, restored into `to`, holds the same; and its runs can go on. */
async function thereAndBack(from: RestoreTarget, to: RestoreTarget): Promise<void> {
  const file = newFile();
  ensureDemo(from.dataDir, "2026-11-20");
  const source = await openStore(from);
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
    for (const system of ["erp", "wms", "tms"] as const)
      expect(
        readFileSync(demoFile(to.dataDir, system)).equals(readFileSync(demoFile(from.dataDir, system))),
      ).toBe(true);
    expect(reading(to.dataDir, "erp", (db) => db.prepare("pragma integrity_check").get())).toEqual({
      integrity_check: "ok",
    });
  } finally {
    await store.close();
  }
}

test("a backup of PGlite restores into an empty data folder", async () => {
  await thereAndBack({ dataDir: newFolder() }, { dataDir: newFolder() });
});

describe.skipIf(onPostgres.reason !== null)("with PostgreSQL", () => {
  let postgres: TemporaryPostgres;
  beforeAll(async () => {
    postgres = await startTemporaryPostgres();
  });
  afterAll(() => postgres?.stop());
  const database = async () => ({
    databaseUrl: await postgres.createDatabase(`db${++count}`),
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
});
