import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CHAIN_START, canonicalEvent, firstBrokenLink } from "../../run/chain.ts";
import type { RunEvent } from "../../run/event.ts";
import { foldAll } from "../../trace/fold.ts";
import { newRun } from "../conformance/log-bench.ts";
import { createBench } from "../memory/run-bench.ts";
import { agent, planOf, topic } from "../memory/small-plan.ts";
import { restoreBackup } from "./backup/restore-backup.ts";
import { writeBackup } from "./backup/write-backup.ts";
import { linkOf } from "./event-row.ts";
import { createSqlLog } from "./log.ts";
import { openStore, type Store } from "./open-store.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

const folder = mkdtempSync(join(tmpdir(), "tutti-old-rows-"));
const dataDir = join(folder, "data");
let store: Store;
let workspaceId: string;
let events: RunEvent[];
beforeAll(async () => {
  store = await openStore({ dataDir });
  ({ id: workspaceId } = await store.prisma.workspace.create({ data: { name: "Ours" } }));
  const bench = createBench({ models: () => ({ text: "done" }) });
  await bench.start(planOf(agent("writer"), []), topic("x"));
  await bench.drive();
  events = await bench.events();
});
afterAll(async () => {
  await store?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What the version did that stored each event as a row of its own: values were salted, the first header was everywhere. */
async function storeAsBefore(runId: string, before: number): Promise<RunEvent[]> {
  const old: RunEvent[] = events
    .slice(0, before)
    .map((event) =>
      JSON.parse(JSON.stringify({ ...event, runId }).replaceAll('"bytes":', '"salt":"s","bytes":')),
    );
  let link = CHAIN_START;
  await store.pool.query("DELETE FROM run_event WHERE run_id = $1", [runId]);
  for (const event of old) {
    const { runId: _runId, seq, at, type, ...rest } = event;
    link = sha256(link + canonicalEvent(event));
    await store.pool.query(
      "INSERT INTO run_event (run_id, seq, epoch, at, type, payload, hash) VALUES ($1, $2, 0, $3, $4, $5, $6)",
      [runId, seq, at, type, JSON.stringify(seq === 1 ? event : rest), link],
    );
  }
  await store.pool.query("UPDATE run_head SET last_seq = $2, chain_hash = $3 WHERE id = $1", [
    runId,
    before,
    link,
  ]);
  return old;
}

async function brokenLink({ pool }: Store, runId: string): Promise<number | null> {
  const { rows } = await pool.query("SELECT * FROM run_event WHERE run_id = $1 ORDER BY seq", [runId]);
  return firstBrokenLink(
    rows.map((row) => linkOf(row)),
    sha256,
  );
}

test("a log that begins with a row for each event and ends with a row for each append reads, verifies and folds", async () => {
  const log = createSqlLog(store);
  const before = Math.floor(events.length / 2);
  const run = newRun(workspaceId);
  const { runId } = run;
  await log.create(run);
  const old = await storeAsBefore(runId, before);
  const lease = await log.claim(runId, "runner", 60_000);
  if (lease === null) throw new Error("expected the run to be free");
  expect(lease.lastSeq).toBe(before);
  const more = events.slice(before).map((event) => ({ ...event, runId }));
  await log.append(lease, more.slice(0, 3), [], []);
  await log.append(lease, more.slice(3), [], []);

  const whole = [...old, ...more];
  expect(await log.read(runId, 0, 1_000)).toEqual(whole);
  for (const limit of [1, 3, 1_000])
    for (const { seq } of whole)
      expect(await log.read(runId, seq, limit)).toEqual(whole.slice(seq, seq + limit));
  expect(await brokenLink(store, runId)).toBeNull();
  const trace = foldAll(runId, await log.read(runId, 0, 1_000));
  expect(trace.state).toBe("ok");
  expect(trace.spans.size).toBe(foldAll("run-1", events).spans.size);

  const file = join(folder, "mixed.jsonl.gz");
  await writeBackup({ ...store, dataDir }, file);
  const target = join(folder, "restored");
  expect((await restoreBackup(file, { dataDir: target })).broken).toEqual([]);
  const restored = await openStore({ dataDir: target });
  expect(await createSqlLog(restored).read(runId, 0, 1_000)).toEqual(whole);
  expect(await brokenLink(restored, runId)).toBeNull();
  await restored.close();
}, 60_000);
