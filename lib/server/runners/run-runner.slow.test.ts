import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { onPostgres } from "../../../scripts/on-postgres.ts";
import { parseEnv } from "../../env.ts";
import { foldAll } from "../../trace/fold.ts";
import type { OwnerViewer } from "../accounts/viewer.ts";
import { knownConnections } from "../connections/known-connections.ts";
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
  const secret = "the secret that every process here has";
  let server: Server;
  let person: { viewer: OwnerViewer; workflowId: string };
  beforeAll(async () => {
    server = await openServer({ ...parseEnv({}), dataDir: folder(), databaseUrl: postgres().url, secret });
    person = await addPerson(server, "Ada", true);
  });
  afterAll(() => server?.close());

  /** The data folder is one that nobody has made. */
  const runnerEnv = () => ({
    DATA_DIR: join(folder(), "not", "made"),
    DATABASE_URL: postgres().url,
    TUTTI_SECRET: secret,
  });
  async function ended({ viewer, workflowId }: typeof person) {
    const input = { orderId: "SO-10412" };
    const { runId } = await startRun(viewer, { workflowId, mode: "simulated", input, instant: true });
    await expect
      .poll(async () => (await readAllEvents(viewer, runId)).at(-1)?.type, { timeout: 60_000 })
      .toBe("run-end");
    return foldAll(runId, await readAllEvents(viewer, runId));
  }

  test("drives the first run to the same end as one machine does, with a data folder of its own, says nothing else, and leaves in order", async () => {
    const other = runner(runnerEnv());
    const trace = await ended(person);
    const spans = [...trace.spans.values()];
    expect(spans.flatMap(({ failure }) => failure ?? [])).toEqual([]);
    expect(trace.state).toBe("ok");
    expect(spans.filter(({ kind }) => kind === "tool").map(({ name }) => name)).toEqual(
      expect.arrayContaining(["ERP order", "WMS stock", "TMS shipment", "Update order"]),
    );
    expect(await server.demo.changes(10)).toMatchObject([
      { runId: trace.runId, table: "orders" },
      { runId: trace.runId, table: "order_updates" },
    ]);

    const ends = other.ended();
    other.child.kill("SIGTERM");
    const { code, said } = await ends;
    expect(code).toBe(0);
    expect(said.trim()).toMatch(/^Runner \S+ \w+ drives up to 50 runs at once, from \S+$/);
    expect(await server.db.runner.count()).toBe(0);
  }, 90_000);

  test("says before a run that the database does not let the demo company in from there, and why", async () => {
    const told = async (id: string) =>
      (await knownConnections(server.db, person.viewer.workspaceId)).connections.find((one) => one.id === id)
        ?.unreachable;
    expect(await told("demo-erp")).toBeUndefined();
    // As a pg_hba.conf does that knows Tutti's role and not the demo company's.
    await server.db.$executeRawUnsafe("alter role tutti_demo_erp connection limit 0");
    const other = runner(runnerEnv());
    await expect
      .poll(() => told("demo-erp"), { timeout: 60_000 })
      .toMatch(
        new RegExp(
          `^The runner ${hostname()}:${other.child.pid} could not reach it just now: the database does not let the role “tutti_demo_erp” in from there \\(too many connections for role`,
        ),
      );
    const ends = other.ended();
    other.child.kill("SIGTERM");
    expect((await ends).code).toBe(0);
    expect(await told("demo-erp")).toBeUndefined();
  }, 120_000);
});
