import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, test } from "vitest";
import { onPostgres } from "../../../scripts/on-postgres.ts";
import { openStore } from "./open-store.ts";
import { isTransient, patiently } from "./transient.ts";

onPostgres("a database that is away for a moment", (server) => {
  test("reads through Prisma are done again until it is back, whatever it said meanwhile", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "tutti-transient-"));
    const store = await openStore({ databaseUrl: server().url, dataDir });
    const admin = new pg.Client(server().url);
    // The restart ends this session too.
    admin.on("error", () => {});
    await admin.connect();
    const refusals: unknown[] = [];
    let over = false;
    const reading = async () => {
      while (!over)
        await patiently(() =>
          store.prisma.workspace.count().catch((error: unknown) => {
            refusals.push(error);
            throw error;
          }),
        );
    };
    const readers = [reading(), reading(), reading()];
    for (let times = 0; times < 20; times++)
      await admin.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
      );
    await server().restart("immediate", 300);
    await server().restart("fast", 300);
    over = true;
    await Promise.all(readers);
    expect(refusals.length).toBeGreaterThan(0);
    await store.close();
  });

  test("what another try would not mend is thrown at once", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "tutti-transient-"));
    const store = await openStore({ databaseUrl: server().url, dataDir });
    let tries = 0;
    const wrong = patiently(() => {
      tries += 1;
      return store.prisma.$queryRaw`select * from no_such_table`;
    });
    await expect(wrong).rejects.toThrow("no_such_table");
    expect(tries).toBe(1);
    expect(isTransient(new Error("anything"))).toBe(false);
    await store.close();
  });
});
