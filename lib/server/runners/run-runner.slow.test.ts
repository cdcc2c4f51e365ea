import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { onPostgres } from "../../../scripts/on-postgres.ts";
import { ensureDemo } from "../../adapters/demo/demo-company.ts";
import { parseEnv } from "../../env.ts";
import { foldAll } from "../../trace/fold.ts";
import { openServer, type Server } from "../ports.ts";
import { readAllEvents } from "../runs/runs.ts";
import { startRun } from "../runs/start-run.ts";
import { addPerson } from "../temporary-server.ts";

const children: ChildProcess[] = [];
const folders: string[] = [];
const folder = () => {
  const path = mkdtempSync(join(tmpdir(), "tutti-runner-"));
  folders.push(path);
  return path;
};
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
});
afterAll(() => {
  for (const path of folders) rmSync(path, { recursive: true, force: true });
});

/** The real command, with this environment alone. */
function runner(variables: Record<string, string>) {
  const child = spawn(process.execPath, ["scripts/runner.ts"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, NODE_ENV: "test", ...variables },
  });
  children.push(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => (said += text));
  return {
    child,
    said: () => said,
    async ended() {
      const [code] = await once(child, "exit");
      return { code, said };
    },
  };
}

describe("a runner that can't work says what it needs", () => {
  test("a database to share", async () => {
    const { code, said } = await runner({ DATA_DIR: folder() }).ended();
    expect(code).toBe(1);
    expect(said).toContain("set DATABASE_URL for both");
  });

  test("the server's secret", async () => {
    const url = "postgresql://tutti@127.0.0.1:1/tutti";
    const { code, said } = await runner({ DATA_DIR: folder(), DATABASE_URL: url }).ended();
    expect(code).toBe(1);
    expect(said).toContain("set TUTTI_SECRET, or copy the file `secret`");
  });
});

onPostgres("a runner on another machine", (postgres) => {
  let server: Server;
  const dataDir = folder();
  beforeAll(async () => {
    ensureDemo(dataDir, "2026-11-20");
    server = await openServer({ ...parseEnv({}), dataDir, databaseUrl: postgres().url });
  });
  afterAll(() => server?.close());

  test("drives what a server without a runner starts, says from where it could not reach something, and leaves in order", async () => {
    const elsewhere = folder();
    copyFileSync(join(dataDir, "secret"), join(elsewhere, "secret"));
    const other = runner({ DATA_DIR: elsewhere, DATABASE_URL: postgres().url });
    const { viewer, workflowId } = await addPerson(server, "Ada", true);
    const input = { orderId: "SO-10412" };
    const { runId } = await startRun(viewer, { workflowId, mode: "simulated", input, instant: true });
    await expect
      .poll(async () => (await readAllEvents(viewer, runId)).at(-1)?.type, { timeout: 60_000 })
      .toBe("run-end");
    const trace = foldAll(runId, await readAllEvents(viewer, runId));
    const failures = [...trace.spans.values()].flatMap(({ failure }) => failure?.message ?? []);
    expect(failures.join()).toContain(`It was tried by the runner on ${hostname()}`);

    other.child.kill("SIGTERM");
    expect((await other.ended()).code).toBe(0);
    expect(await server.db.runner.count()).toBe(0);
  }, 90_000);
});
