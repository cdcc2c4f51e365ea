import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { onPostgres } from "../../../scripts/on-postgres.ts";
import { parseEnv } from "../../env.ts";
import { foldAll } from "../../trace/fold.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { createConnection } from "../connections/connections.ts";
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
  let person: { viewer: Viewer; workflowId: string };
  beforeAll(async () => {
    server = await openServer({ ...parseEnv({}), dataDir: folder(), databaseUrl: postgres().url, secret });
    person = await addPerson(server, "Ada", true);
  });
  afterAll(() => server?.close());

  /** A folder that nobody has made: a runner with the secret in its environment needs none. */
  const elsewhere = () => join(folder(), "not", "made");
  const runnerEnv = (more: Record<string, string> = {}) => ({
    DATA_DIR: elsewhere(),
    DATABASE_URL: postgres().url,
    TUTTI_SECRET: secret,
    ...more,
  });
  async function ended({ viewer, workflowId }: typeof person) {
    const input = { orderId: "SO-10412" };
    const { runId } = await startRun(viewer, { workflowId, mode: "simulated", input, instant: true });
    await expect
      .poll(async () => (await readAllEvents(viewer, runId)).at(-1)?.type, { timeout: 60_000 })
      .toBe("run-end");
    return foldAll(runId, await readAllEvents(viewer, runId));
  }

  test("drives the first run to the same end as one machine does, without a data folder, and leaves in order", async () => {
    const dataDir = elsewhere();
    const other = runner(runnerEnv({ DATA_DIR: dataDir }));
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

    other.child.kill("SIGTERM");
    const { code, said } = await other.ended();
    expect(code).toBe(0);
    expect(said.trim()).toMatch(/^Runner \S+ \w+ drives up to 50 runs at once, from \S+$/);
    expect(existsSync(dataDir)).toBe(false);
    expect(await server.db.runner.count()).toBe(0);
  }, 90_000);

  test("says before the next run what it could not reach, and why", async () => {
    const other = runner(runnerEnv());
    const told = async (id: string) =>
      (await knownConnections(server.db, person.viewer.workspaceId)).connections.find((one) => one.id === id)
        ?.unreachable;
    const { id } = await createConnection(person.viewer, {
      name: "Gone",
      config: {
        kind: "postgres",
        host: "127.0.0.1",
        port: 1,
        database: "gone",
        user: "gone",
        sslmode: "disable",
      },
      secret: "",
    });
    const { document } = await server.db.workflow.findUniqueOrThrow({ where: { id: person.workflowId } });
    const { id: workflowId } = await server.db.workflow.create({
      data: {
        workspaceId: person.viewer.workspaceId,
        name: "With a database that is gone",
        document: document.replaceAll('"demo-tms"', JSON.stringify(id)),
      },
    });
    expect(await told(id)).toBeUndefined();
    await ended({ ...person, workflowId });
    await expect
      .poll(() => told(id))
      .toMatch(
        new RegExp(
          `^The runner ${hostname()}:\\d+ could not reach it just now: The database can't be reached`,
        ),
      );
    expect(await told("demo-erp")).toBeUndefined();

    // As a pg_hba.conf does that knows this machine's role and not the demo company's.
    await server.db.$executeRawUnsafe("alter role tutti_demo_erp connection limit 0");
    const second = runner(runnerEnv());
    await expect
      .poll(() => told("demo-erp"), { timeout: 30_000 })
      .toMatch(
        /the database does not let the role “tutti_demo_erp” in from there \(too many connections for role/,
      );
    for (const each of [other, second]) each.child.kill("SIGTERM");
    for (const each of [other, second]) expect((await each.ended()).code).toBe(0);
    expect(await told("demo-erp")).toBeUndefined();
  }, 120_000);
});
