import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { onPostgres } from "../../../scripts/on-postgres.ts";
import { parseEnv } from "../../env.ts";
import type { OwnerViewer } from "../accounts/viewer.ts";
import { openServer, type Server } from "../ports.ts";
import { cancelRun } from "../runs/runs.ts";
import { startRun } from "../runs/start-run.ts";
import { addPerson } from "../temporary-server.ts";
import { type Runner, startRunner } from "./runner.ts";

const dataDir = mkdtempSync(join(tmpdir(), "tutti-share-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

onPostgres("runners that share a database", (postgres) => {
  let web: Server;
  const elsewhere: Server[] = [];
  let viewer: OwnerViewer;
  let workflowId: string;
  const runners: Runner[] = [];
  const open = () => openServer({ ...parseEnv({}), dataDir, databaseUrl: postgres().url });

  beforeAll(async () => {
    elsewhere.push(await open(), await open());
    // The last one opened is what use cases reach.
    web = await open();
    ({ viewer, workflowId } = await addPerson(web, "Ada", true));
  });
  afterAll(async () => {
    for (const runner of runners) await runner.stop();
    for (const server of elsewhere) await server.close();
    await web?.close();
  });

  /** A process of its own, as far as the database can tell. */
  const next = () => {
    const server = elsewhere[opened++];
    if (server === undefined) throw new Error("expected one more server to be open");
    return server;
  };
  let opened = 0;
  const start = (priority?: "low" | "high", instant = true) =>
    startRun(viewer, {
      workflowId,
      mode: "simulated",
      input: { orderId: "SO-10412" },
      instant,
      ...(priority ? { priority } : {}),
    });
  const ended = async (runId: string) =>
    (await web.db.runHead.findUniqueOrThrow({ where: { id: runId } })).status;
  const owners = async () =>
    (await web.db.runHead.findMany({ where: { status: "running" } })).flatMap(({ owner }) => owner ?? []);

  test("runs wait while there is no runner, the urgent one goes first, and never more are under way than slots", async () => {
    const ids: string[] = [];
    for (const priority of ["low", undefined, undefined, "high"] as const)
      ids.push((await start(priority)).runId);
    runners.push(await startRunner(next(), { kind: "runner", slots: 1 }));
    let most = 0;
    await expect
      .poll(
        async () => {
          most = Math.max(most, (await owners()).length);
          return Promise.all(ids.map(ended));
        },
        { timeout: 60_000 },
      )
      .toEqual(["ended", "ended", "ended", "ended"]);
    expect(most).toBe(1);
    const events = await Promise.all(ids.map((id) => web.log.read(id, 0, 1_000)));
    const claims = events.flat().filter(({ type }) => type === "run-claim");
    const order = claims.sort((a, b) => a.at - b.at).map(({ runId }) => ids.indexOf(runId));
    expect(order).toEqual([3, 1, 2, 0]);
  }, 90_000);

  test("a server with a free slot drives what is started there itself, and a full one leaves it to others", async () => {
    const here = await startRunner(web, { kind: "server", slots: 1 });
    web.here.runner = here;
    const first = await start(undefined, false);
    const second = await start(undefined, false);
    await expect.poll(async () => (await owners()).sort()).toEqual([here.id, runners[0]?.id].sort());
    const head = (runId: string) => web.db.runHead.findUniqueOrThrow({ where: { id: runId } });
    expect((await head(first.runId)).owner).toBe(here.id);
    expect((await head(second.runId)).owner).toBe(runners[0]?.id);

    // A message reaches a run whoever drives it.
    await cancelRun(viewer, first.runId);
    await cancelRun(viewer, second.runId);
    await expect
      .poll(() => Promise.all([first, second].map(({ runId }) => ended(runId))))
      .toEqual(["ended", "ended"]);
    web.here.runner = null;
    await here.stop();
    expect((await web.db.runner.findMany()).map(({ id }) => id)).toEqual([runners[0]?.id]);
  }, 60_000);

  test("a run of a newer format is left alone until a runner knows it", async () => {
    for (const runner of runners.splice(0)) await runner.stop();
    const { runId } = await start();
    await web.db.runHead.update({ where: { id: runId }, data: { format: 99 } });
    runners.push(await startRunner(next(), { kind: "runner", slots: 2 }));
    const other = await start();
    await expect.poll(() => ended(other.runId), { timeout: 30_000 }).toBe("ended");
    expect(await ended(runId)).toBe("queued");
    expect(await web.log.claim(runId, "by name", 1_000)).toBeNull();
    await web.db.runHead.update({ where: { id: runId }, data: { format: 1 } });
    await expect.poll(() => ended(runId), { timeout: 30_000 }).toBe("ended");
  }, 90_000);

  test("a process with another secret is refused with what to do", async () => {
    const other = {
      ...parseEnv({}),
      dataDir,
      databaseUrl: postgres().url,
      secret: "another secret of enough length!",
    };
    await expect(openServer(other)).rejects.toThrow(/set TUTTI_SECRET to the text of the file `secret`/);
  });
});
