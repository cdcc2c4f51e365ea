import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "@playwright/test";
import { parseEnv } from "../lib/env.ts";
import type { RunEvent } from "../lib/run/event.ts";
import { openServer, type Server } from "../lib/server/ports.ts";
import { loadRecording } from "../lib/server/runs/recorded-runs.ts";
import { startTemporaryPostgres } from "../scripts/temporary-postgres.ts";
import { makeOwner } from "./app.ts";
import { type ServedApp, serveApp } from "./serve-app.ts";

const SECRET = "the secret that the processes of one test share";

/** A run that the test itself plays, event by event, as a runner on another machine would. */
export type PlayedRun = {
  runId: string;
  /** All events it will have. */
  events: readonly RunEvent[];
  /** Stores the next so many. */
  play(count: number): Promise<void>;
  /** Stores the rest, a few at a time over so many ms. */
  playOn(overMs: number): Promise<void>;
  /** Writes live text of a call that is open. */
  write(span: number, offset: number, text: string): void;
};

/** The built app without a runner, and this process beside it on the same PostgreSQL. */
export type Stage = {
  /** Where the app is now; after `restart` elsewhere. */
  app(): ServedApp;
  /** A browser of its own, signed in as the owner. */
  visit(baseURL?: string): Promise<Page>;
  newRun(): Promise<PlayedRun>;
  /** Ends the app as a crash would, and starts it again. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

/** Sets the stage; its owner is there already. */
export async function openStage(browser: Browser): Promise<Stage> {
  const dataDir = mkdtempSync(join(tmpdir(), "tutti-e2e-stage-"));
  const postgres = await startTemporaryPostgres({ fsync: "off" });
  const env = { DATABASE_URL: postgres.url, TUTTI_SECRET: SECRET, TUTTI_RUNNER: "off" };
  const serve = () => serveApp({ dataDir, env: { ...env, NODE_ENV: "production" } });
  let app = await serve();
  const page = await browser.newPage({ storageState: { cookies: [], origins: [] } });
  await makeOwner(page, app.ownerLink());
  const storageState = await page.context().storageState();
  await page.close();
  const server = await openServer({ ...parseEnv({}), dataDir, databaseUrl: postgres.url, secret: SECRET });
  return {
    app: () => app,
    async visit(baseURL = app.url) {
      return (await browser.newContext({ storageState, baseURL })).newPage();
    },
    newRun: () => newRun(server),
    async restart() {
      await app.stop("SIGKILL");
      app = await serve();
    },
    async close() {
      await server.close();
      await app.stop();
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function newRun({ db, log, live }: Server): Promise<PlayedRun> {
  const recording = await loadRecording("order-exception");
  const { workspaceId, userId } = await db.member.findFirstOrThrow();
  const runId = randomUUID();
  const shift = Date.now() - (recording.events[0]?.at ?? 0);
  const events = recording.events.map((event) => ({ ...event, runId, at: event.at + shift }));
  const [start] = events;
  if (start?.type !== "run-start") throw new Error("a recording begins with the event run-start");
  const lease = await log.create(
    {
      runId,
      workspaceId,
      workflowId: null,
      workflowName: recording.workflowName,
      startedBy: userId,
      mode: start.mode,
      plan: recording.plan,
      planHash: start.planHash,
      document: JSON.stringify(recording.document),
      version: null,
      headStartMs: 0,
      start,
      blobs: recording.blobs,
    },
    { runner: "the-test", leaseMs: 3_600_000 },
  );
  if (lease === null) throw new Error("expected the lease of the run that was just made");
  let played = 1;
  const play = async (count: number) => {
    const next = events.slice(played, played + count);
    played += next.length;
    if (next.length > 0) await log.append(lease, next, [], []);
  };
  return {
    runId,
    events,
    play,
    async playOn(overMs) {
      const [first, began] = [played, performance.now()];
      while (played < events.length) {
        const share = Math.min(1, (performance.now() - began) / overMs);
        await play(first + Math.ceil(share * (events.length - first)) - played);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    write: (span, offset, text) => live.text({ runId, span, offset, text }),
  };
}
