import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { onPostgres } from "../../../scripts/on-postgres.ts";

const folder = mkdtempSync(join(tmpdir(), "tutti-at-once-"));
afterAll(() => rmSync(folder, { recursive: true }));

const moduleAt = (path: string) => JSON.stringify(import.meta.resolve(path));

/** Another process that runs `program`; it has loaded its modules when this resolves, and goes on at `go`. */
async function prepare(program: string) {
  const child: ChildProcess = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  const ended = once(child, "exit");
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => (output += text));
  await expect.poll(() => output).toContain("ready");
  return {
    child,
    go: () => child.stdin?.end("go"),
    /** Its exit code and what it printed. */
    ended: async () => ({ code: (await ended)[0], output }),
  };
}
const waiting = 'console.log("ready"); await new Promise((go) => process.stdin.once("data", go));';

onPostgres("migrating", (server) => {
  async function rowsOf(url: string, sql: string) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query(sql);
    await client.end();
    return rows;
  }

  test("of three processes that start at once on an empty database all come up, each migration applied once", async () => {
    const url = await server().createDatabase("at_once");
    const start = `
      import { createBossDispatch } from ${moduleAt("../dispatch/boss-dispatch.ts")};
      import { openStore } from ${moduleAt("./open-store.ts")};
      ${waiting}
      const store = await openStore({ databaseUrl: ${JSON.stringify(url)}, dataDir: ${JSON.stringify(folder)} });
      const dispatch = await createBossDispatch(store);
      console.log(await store.prisma.workspace.count());
      await dispatch.stop();
      await store.close();`;
    const processes = await Promise.all([start, start, start].map(prepare));
    for (const each of processes) each.go();
    for (const each of processes) expect(await each.ended()).toEqual({ code: 0, output: "ready\n0\n" });

    const folders = readdirSync("prisma/migrations", { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    const applied = await rowsOf(
      url,
      "SELECT migration_name, applied_steps_count FROM _prisma_migrations ORDER BY 1",
    );
    expect(applied).toEqual(
      folders
        .map(({ name }) => ({ migration_name: name, applied_steps_count: 1 }))
        .sort((a, b) => (a.migration_name < b.migration_name ? -1 : 1)),
    );
  });

  test("a process killed in the middle of a migration leaves nothing of it, and the next goes on", async () => {
    const url = await server().createDatabase("killed");
    const migrations = join(folder, "migrations");
    const write = (name: string, sql: string) => {
      mkdirSync(join(migrations, name), { recursive: true });
      writeFileSync(join(migrations, name, "migration.sql"), sql);
    };
    write("1_item", "CREATE TABLE item (id int PRIMARY KEY); INSERT INTO item VALUES (1)");
    // The second half waits for as long as the test holds this lock.
    write(
      "2_half",
      "CREATE TABLE half (id int); SELECT pg_advisory_xact_lock(5); INSERT INTO half VALUES (2)",
    );
    const program = `
      import pg from "pg";
      import { migrate } from ${moduleAt("./migrate.ts")};
      const client = new pg.Client({ connectionString: ${JSON.stringify(url)}, application_name: "migrating" });
      await client.connect();
      ${waiting}
      console.log(await migrate(client, ${JSON.stringify(migrations)}));
      await client.end();`;
    const holder = new pg.Client({ connectionString: url });
    await holder.connect();
    await holder.query("SELECT pg_advisory_lock(5)");
    const atTheLock = async () => {
      const { rows } = await holder.query(
        "SELECT pid FROM pg_stat_activity WHERE query LIKE '%xact_lock(5)%' AND wait_event = 'advisory' AND application_name = 'migrating'",
      );
      return rows.map(({ pid }) => pid);
    };

    const first = await prepare(program);
    first.go();
    await expect.poll(atTheLock).toHaveLength(1);
    first.child.kill("SIGKILL");
    await first.ended();
    // Its session ends although its statement has not.
    await expect.poll(atTheLock).toEqual([]);
    expect(await rowsOf(url, "SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
    const next = await prepare(program);
    next.go();
    await expect.poll(atTheLock).toHaveLength(1);
    await holder.query("SELECT pg_advisory_unlock(5)");
    expect(await next.ended()).toEqual({ code: 0, output: "ready\n[ '2_half' ]\n" });
    await holder.end();
    expect(await rowsOf(url, "SELECT id FROM item UNION ALL SELECT id FROM half ORDER BY id")).toEqual([
      { id: 1 },
      { id: 2 },
    ]);
  });
});
