import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import pg from "pg";
import { expect, test } from "vitest";
import { onPostgres } from "./on-postgres.ts";

async function folderOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query("SELECT setting FROM pg_settings WHERE name = 'data_directory'");
  await client.end();
  return dirname(rows[0].setting);
}

onPostgres("a temporary server", (server) => {
  test("what is committed is there after a restart and after a crash, and the folder stays", async () => {
    const value = async (sql: string) => {
      const client = new pg.Client({ connectionString: server().url });
      await client.connect();
      const { rows } = await client.query(sql);
      await client.end();
      return rows;
    };
    await value("CREATE TABLE kept AS SELECT 1 AS id");
    await server().restart("fast");
    await value("INSERT INTO kept VALUES (2)");
    await server().restart("immediate");
    expect(await value("SELECT id FROM kept ORDER BY id")).toEqual([{ id: 1 }, { id: 2 }]);
  });

  test("it goes, with its folder, when the process that started it is killed", async () => {
    const program = `import { startTemporaryPostgres } from ${JSON.stringify(import.meta.resolve("./temporary-postgres.ts"))};
      console.log((await startTemporaryPostgres()).url);
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [url] = await once(child.stdout, "data");
    const folder = await folderOf(String(url).trim());
    expect(existsSync(folder)).toBe(true);
    child.kill("SIGKILL");
    await expect.poll(() => existsSync(folder)).toBe(false);
    await expect(folderOf(String(url).trim())).rejects.toThrow("ECONNREFUSED");
  });
});
