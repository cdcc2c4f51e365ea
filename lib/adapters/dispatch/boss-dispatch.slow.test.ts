import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { onPostgres } from "../../../scripts/on-postgres.ts";
import { dispatchConformance } from "../conformance/dispatch.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { createBossDispatch } from "./boss-dispatch.ts";

const dataDir = mkdtempSync(join(tmpdir(), "tutti-dispatch-"));
afterAll(() => rmSync(dataDir, { recursive: true }));

function bossDispatch(open: () => Promise<Store>): void {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store?.close());

  dispatchConformance("pg-boss", () => createBossDispatch(store));

  test("a nudge outlives the process that gave it", async () => {
    const first = await createBossDispatch(store);
    const runId = randomUUID();
    await first.nudge(runId);
    await first.stop();
    const next = await createBossDispatch(store);
    const arrived = Promise.withResolvers<void>();
    await next.work(async (nudged) => {
      if (nudged === runId) arrived.resolve();
    });
    await arrived.promise;
    await next.stop();
  });

  test("a nudge is delivered long before the next poll", async () => {
    const dispatch = await createBossDispatch(store);
    const waits: number[] = [];
    let next = () => {};
    await dispatch.work(async () => next());
    for (let time = 0; time < 10; time++) {
      const arrived = new Promise<void>((resolve) => (next = resolve));
      const at = performance.now();
      await dispatch.nudge(randomUUID());
      await arrived;
      waits.push(performance.now() - at);
    }
    await dispatch.stop();
    waits.sort((a, b) => a - b);
    expect(waits[5]).toBeLessThan(500);
  });
}

describe("on PGlite", () => bossDispatch(() => openStore({ dataDir })));
onPostgres("dispatch", (server) => bossDispatch(() => openStore({ databaseUrl: server().url, dataDir })));
