import type { Database } from "../adapters/store/database.ts";
import { driveRun } from "../engine/drive.ts";
import type { Dispatch, Log, Ports } from "../engine/ports.ts";
import type { LiveText } from "./live-text.ts";
import { writeRunSummary } from "./run-summary.ts";

/** How long a runner may be silent before its run is given to another, ms. */
const LEASE_MS = 5_000;
/** Pause between two looks for runs that nobody holds, ms. */
const REAP_MS = 2_000;
/** Longest wait for running tools when the process is asked to end, ms. */
const DRAIN_MS = 25_000;

type Parts = { ports: Ports; dispatch: Dispatch; log: Log; db: Database; live: LiveText; name: string };

/** A runner of this process. `stop` gives every run back, after the tools they had begun. */
export type Runner = { stop(): Promise<void> };

/**
 * Takes runs as they are nudged, drives each as far as it goes, and nudges those that nobody holds. Runs that this
 * process left behind when it died are found by the first look.
 */
export async function startRunner(parts: Parts, slots: number): Promise<Runner> {
  const { ports, dispatch, log, db, live, name } = parts;
  const drain = new AbortController();
  const driving = new Set<Promise<unknown>>();

  async function drive(runId: string): Promise<void> {
    const run = await db.run.findUnique({ where: { id: runId }, select: { workspaceId: true } });
    if (run === null) return;
    const { workspaceId } = run;
    await markRunning(db, runId);
    const runner = { name, leaseMs: LEASE_MS, signal: drain.signal };
    const driven = await driveRun(ports, { runId, workspaceId }, runner);
    if (driven === "held" || driven === "fenced") return;
    live.forget(runId);
    if (driven === "ended") await writeRunSummary(db, log, runId);
    if (driven === "again" && !drain.signal.aborted) await dispatch.nudge(runId);
  }

  async function handle(runId: string): Promise<void> {
    if (drain.signal.aborted) return;
    const work = drive(runId).catch((error) => {
      console.error(`Run ${runId} could not be driven:`, error);
      throw error;
    });
    driving.add(work);
    try {
      await work;
    } finally {
      driving.delete(work);
    }
  }

  let looking: Promise<void> = Promise.resolve();
  const look = () => {
    looking = looking
      .then(async () => {
        for (const runId of await log.orphans(100)) await dispatch.nudge(runId);
      })
      .catch((error) => console.error("Looking for runs that nobody holds failed:", error));
    return looking;
  };
  await dispatch.work(handle, slots);
  await look();
  const reaper = setInterval(look, REAP_MS);

  return {
    async stop() {
      clearInterval(reaper);
      drain.abort();
      const ended = Promise.allSettled([...driving]);
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref())]);
      await looking;
      await dispatch.stop();
    },
  };
}

async function markRunning(db: Database, runId: string): Promise<void> {
  await db.runSummary.updateMany({ where: { runId, status: "waiting" }, data: { status: "running" } });
}
