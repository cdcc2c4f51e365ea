import { createHash } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { onPostgres } from "../../../scripts/on-postgres.ts";
import type { Lease } from "../../engine/ports.ts";
import { firstBrokenLink } from "../../run/chain.ts";
import { event, fact, MINUTE, newRun } from "../conformance/log-bench.ts";
import { linkOf } from "./event-row.ts";
import { createSqlLog } from "./log.ts";
import { openStore, type Store } from "./open-store.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const RUNS = 20;
const STEPS = 40;

onPostgres("a database that goes away", (server) => {
  let store: Store;
  let workspaceId: string;
  beforeAll(async () => {
    store = await openStore({
      databaseUrl: server().url,
      dataDir: mkdtempSync(join(tmpdir(), "tutti-away-")),
    });
    ({ id: workspaceId } = await store.prisma.workspace.create({ data: { name: "Ours" } }));
  });
  afterAll(() => store?.close());

  /** Twenty runs append step after step while `trouble` goes on; returns what the log then holds of each. */
  async function appendThrough(trouble: () => Promise<void>) {
    const log = createSqlLog(store);
    const leases: Lease[] = [];
    for (let count = 0; count < RUNS; count++) {
      const lease = await log.create(newRun(workspaceId), { runner: "here", leaseMs: MINUTE });
      if (lease) leases.push(lease);
    }
    let troubled = false;
    const troubling = trouble().then(() => {
      troubled = true;
    });
    await Promise.all(
      leases.map(async (lease) => {
        for (let step = 0; step < STEPS || !troubled; step++)
          await log.append(lease, [event(lease.runId, lease.lastSeq + 1, fact)], [], []);
      }),
    );
    await troubling;
    const found = [];
    for (const { runId, lastSeq } of leases) {
      const { rows } = await store.pool.query(
        "SELECT run_id, seq, at, type, payload, hash FROM run_event WHERE run_id = $1 ORDER BY seq",
        [runId],
      );
      found.push({
        lastSeq,
        events: await log.read(runId, 0, lastSeq + 1),
        links: rows.map((row) => linkOf(row)),
      });
    }
    return found;
  }
  function expectWhole(found: Awaited<ReturnType<typeof appendThrough>>) {
    expect(found).toHaveLength(RUNS);
    for (const { lastSeq, events, links } of found) {
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: lastSeq }, (_, index) => index + 1));
      expect(firstBrokenLink(links, sha256)).toBeNull();
    }
  }

  test("appends wait while it restarts, and each is stored once", async () => {
    expectWhole(
      await appendThrough(async () => {
        await server().restart("immediate", 300);
        await server().restart("fast");
      }),
    );
  });

  test("an append whose answer is lost with its connection is not written twice, nor taken for another runner's", async () => {
    const admin = new pg.Client({
      connectionString: server().url,
      application_name: "cutter",
    });
    await admin.connect();
    const cut = async () => {
      for (let times = 0; times < 40; times++)
        await admin.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
        );
    };
    expectWhole(await appendThrough(cut));
    await admin.end();
  });

  test("a session that hangs in the middle of a write keeps nobody from the other runs", async () => {
    const log = createSqlLog(store);
    const [stuck, free] = [newRun(workspaceId, undefined, MINUTE), newRun(workspaceId)];
    await log.create(stuck);
    await log.create(free);
    const hanging = await store.pool.connect();
    await hanging.query("BEGIN");
    await hanging.query("UPDATE run_head SET epoch = epoch WHERE id = $1", [stuck.runId]);
    expect((await log.claimNext("runner", MINUTE))?.runId).toBe(free.runId);
    expect(await log.claimNext("runner", MINUTE)).toBeNull();
    await hanging.query("ROLLBACK");
    hanging.release();
    expect((await log.claimNext("runner", MINUTE))?.runId).toBe(stuck.runId);
  });
});
