import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { parseEnv } from "../../env.ts";
import { openServer, type Server } from "../ports.ts";
import { startRunner } from "../runners/runner.ts";
import { loadRun, readAllEvents } from "../runs/runs.ts";
import { startRun } from "../runs/start-run.ts";
import { addPerson, openTemporaryServer } from "../temporary-server.ts";
import { loadSettings } from "../workspaces/settings.ts";
import { openOwnerDoor } from "./owner-door.ts";
import type { OwnerViewer } from "./viewer.ts";

// Other processes are started, and databases opened.
vi.setConfig({ testTimeout: 90_000 });

let folder: string;
let server: Server;
let viewer: OwnerViewer;
let workflowId: string;
let door: { close(): Promise<void> };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tutti-door-"));
  server = await openTemporaryServer();
  ({ viewer, workflowId } = await addPerson(server, "Ada", true));
  door = await openOwnerDoor(server);
});
afterAll(async () => {
  await door.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const run = promisify(execFile);
const script = (name: string, dataDir: string, ...args: string[]) =>
  run(process.execPath, [`scripts/${name}.ts`, ...args], {
    env: { ...process.env, DATA_DIR: dataDir, DATABASE_URL: "", TUTTI_SECRET: "" },
  });

test("a running server is backed up by a command, and what was under way goes on in the restored one", async () => {
  const { dataDir } = server;
  const input = { orderId: "SO-10412" };
  const { runId } = await startRun(viewer, { workflowId, mode: "simulated", input, instant: true });
  await server.db.connection.create({
    data: {
      workspaceId: viewer.workspaceId,
      kind: "smtp",
      name: "Mail",
      config: "{}",
      secret: new Uint8Array([1]),
    },
  });
  const file = join(folder, "backup.jsonl.gz");
  const made = await script("backup", dataDir, file);
  expect(made.stdout).toMatch(
    /^Wrote and read back .*backup.jsonl.gz \(\d+\.\d MB\): 1 people, 1 workflows, 2 runs\./,
  );
  expect(made.stdout).toContain(`The secret is not in it: keep ${join(dataDir, "secret")}`);
  expect((await loadSettings(viewer)).lastBackup).toMatchObject({ file });
  expect(statSync(file).mode & 0o077).toBe(0);

  const other = join(folder, "other");
  const restored = await script("restore", other, file);
  expect(restored.stdout).toMatch(/1 people, 1 workflows, 2 runs\. Everybody has to sign in again\./);
  expect(restored.stdout).toContain("1 runs were under way: they go on when Tutti is started here.");
  expect(restored.stdout).toContain(`1 connections need it (Mail)`);
  expect(restored.stdout).toContain(
    `copy the file \`secret\` of the old data folder to ${join(other, "secret")}`,
  );

  await expect(openServer({ ...parseEnv({}), dataDir: other })).rejects.toThrow("TUTTI_NEW_SECRET=1");
  writeFileSync(join(other, "secret"), readFileSync(join(dataDir, "secret")));
  const before = server;
  const there = await openServer({ ...parseEnv({}), dataDir: other });
  try {
    const runner = await startRunner(there, { kind: "server", slots: 2, name: "restored" });
    await expect
      .poll(async () => (await readAllEvents(viewer, runId)).at(-1), { timeout: 60_000 })
      .toMatchObject({ type: "run-end", outcome: { status: "ok" } });
    expect((await loadRun(viewer, runId)).workflowName).toBe("Order exception");
    await runner.stop();
  } finally {
    await there.close();
  }
  // The one that was backed up is as it was.
  expect((await before.log.read(runId, 0, 10)).length).toBe(1);
});

test("the command says why there is no backup, and leaves no half file", async () => {
  const file = join(folder, "exists.jsonl.gz");
  writeFileSync(file, "mine");
  await expect(script("backup", server.dataDir, file)).rejects.toMatchObject({
    stderr: expect.stringContaining(`No backup was made: ${file} exists already`),
  });
  expect(readFileSync(file, "utf8")).toBe("mine");
  await expect(script("backup", join(folder, "nothing"))).rejects.toMatchObject({
    stderr: expect.stringContaining("There is nothing to back up in"),
  });
  expect(existsSync(join(folder, "nothing"))).toBe(false);
  await expect(script("restore", server.dataDir, join(folder, "backup.jsonl.gz"))).rejects.toMatchObject({
    stderr: expect.stringContaining("Nothing was restored: The data folder"),
  });
  await expect(script("restore", folder)).rejects.toMatchObject({
    stderr: expect.stringContaining("npm run restore -- <file>"),
  });
});

test("the door opens to nobody without the key, which only the owner can read", async () => {
  const file = join(server.dataDir, "owner-door.json");
  expect(statSync(file).mode & 0o077).toBe(0);
  const { port, token } = JSON.parse(readFileSync(file, "utf8"));
  const ask = (authorization: string, path = "/backup", body = "{}") =>
    new Promise((resolve) => {
      const headers = { authorization };
      request({ host: "127.0.0.1", port, path, method: "POST", headers }, (answer) =>
        resolve(answer.statusCode),
      ).end(body);
    });
  expect(await ask("")).toBe(401);
  expect(await ask(`Bearer ${"x".repeat(token.length)}`)).toBe(401);
  expect(await ask(`Bearer ${token}`, "/else")).toBe(404);
  expect(await ask(`Bearer ${token}`, "/backup", '{"file":"relative.gz"}')).toBe(500);
});
