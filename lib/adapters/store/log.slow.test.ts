import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { onPostgres } from "../../../scripts/on-postgres.ts";
import type { Log } from "../../engine/ports.ts";
import { FORMAT } from "../../plan/format.ts";
import { firstBrokenLink } from "../../run/chain.ts";
import type { RunEvent } from "../../run/event.ts";
import { logConformance } from "../conformance/log.ts";
import { newRun } from "../conformance/log-bench.ts";
import { agent, model, planOf } from "../memory/small-plan.ts";
import { linkOf } from "./event-row.ts";
import { createSqlLog } from "./log.ts";
import { openStore, type Store } from "./open-store.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const dataDir = mkdtempSync(join(tmpdir(), "tutti-log-"));
afterAll(() => rmSync(dataDir, { recursive: true }));

const timer = (runId: string, seq: number): RunEvent => ({
  runId,
  seq,
  at: seq,
  schema: FORMAT,
  cause: null,
  type: "timer-fire",
});

/**
 * The log's contract, and what the log in SQL must do besides, where it is looked at in its tables. `followedElsewhere`:
 * whether other processes want to know of events, which are then written by another statement.
 */
function sqlLog(open: () => Promise<Store>, followedElsewhere: boolean): void {
  let store: Store;
  let log: Log;
  let workspaceId: string;
  let otherWorkspaceId: string;
  beforeAll(async () => {
    store = await open();
    log = createSqlLog({ ...store, followedElsewhere: () => followedElsewhere });
    ({ id: workspaceId } = await store.prisma.workspace.create({ data: { name: "Ours" } }));
    ({ id: otherWorkspaceId } = await store.prisma.workspace.create({ data: { name: "Theirs" } }));
  });
  afterAll(() => store?.close());

  logConformance("SQL", async () => ({ log, workspaceId, otherWorkspaceId, close: async () => {} }));

  async function stored(runId: string) {
    const { rows } = await store.pool.query(
      "SELECT run_id, seq, at, type, payload, hash FROM run_event WHERE run_id = $1 ORDER BY seq",
      [runId],
    );
    return rows.map((row) => linkOf(row));
  }

  test("a plan from before there were shared limits and prices is read as one without them", async () => {
    const run = newRun(workspaceId);
    const plan = planOf(agent("writer"), []);
    await log.create({ ...run, plan });
    const old = JSON.stringify(plan, (key, value) =>
      ["price", "maxTokens", "maxCostNanos", "maxCalls"].includes(key) ? undefined : value,
    );
    await store.pool.query("UPDATE run SET plan = $2 WHERE id = $1", [run.runId, old]);
    const models = [model("small", null)];
    expect(await log.plan(run.runId)).toEqual(planOf(agent("writer", { models }), []));
  });

  test("stored events form a chain across appends and claims, and a changed one breaks it", async () => {
    const run = newRun(workspaceId);
    await log.create(run);
    const { runId } = run;
    for (const first of [2, 4]) {
      const lease = await log.claim(runId, "runner", 0);
      if (lease === null) throw new Error("expected the run to be free");
      await log.append(lease, [timer(runId, first), timer(runId, first + 1)], [], []);
    }
    const links = await stored(runId);
    expect(links.map(({ seq }) => seq)).toEqual([1, 3, 5]);
    expect(firstBrokenLink(links, sha256)).toBeNull();
    const head = await store.prisma.runHead.findUniqueOrThrow({ where: { id: runId } });
    expect(head.chainHash).toBe(links.at(-1)?.hash);
    const change = `UPDATE run_event SET payload = replace(payload, '"at":5', '"at":6') WHERE run_id = $1`;
    await store.pool.query(change, [runId]);
    expect(firstBrokenLink(await stored(runId), sha256)).toBe(4);
  });

  test("claims without progress are counted until something else happens in the run", async () => {
    const run = newRun(workspaceId);
    await log.create(run);
    const { runId } = run;
    const count = async () =>
      (await store.prisma.runHead.findUniqueOrThrow({ where: { id: runId } })).claimsWithoutProgress;
    for (const epoch of [1, 2]) {
      const lease = await log.claim(runId, "runner", 0);
      if (lease === null) throw new Error("expected the run to be free");
      const claim = { type: "run-claim", epoch, runner: "runner", engineVersion: "1" } as const;
      await log.append(lease, [{ ...timer(runId, lease.lastSeq + 1), ...claim }], [], []);
      expect(await count()).toBe(epoch);
    }
    const lease = await log.claim(runId, "runner", 0);
    if (lease === null) throw new Error("expected the run to be free");
    await log.append(lease, [timer(runId, lease.lastSeq + 1)], [], []);
    expect(await count()).toBe(0);
  });
}

describe("on PGlite", () => sqlLog(() => openStore({ dataDir }), false));
onPostgres("the log", (server) => sqlLog(() => openStore({ databaseUrl: server().url, dataDir }), true));

test("a new process takes the runs of the one before at once, whatever their leases say", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tutti-reclaim-"));
  const before = await openStore({ dataDir: folder });
  const { id } = await before.prisma.workspace.create({ data: { name: "Ours" } });
  const run = newRun(id);
  await createSqlLog(before).create(run);
  await createSqlLog(before).claim(run.runId, "gone", 3_600_000);
  expect(await createSqlLog(before).claimNext("other", 1000)).toBeNull();
  await before.close();
  const after = await openStore({ dataDir: folder });
  expect(await createSqlLog(after).claimNext("next", 1000)).toMatchObject({ runId: run.runId, epoch: 2 });
  await after.close();
  rmSync(folder, { recursive: true });
}, 60_000);
