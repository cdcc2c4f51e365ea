import { hostname } from "node:os";
import type { DemoStore } from "../../adapters/demo/demo-store.ts";
import { isProgress } from "../../adapters/is-progress.ts";
import type { Database } from "../../adapters/store/database.ts";
import type { RunIndex } from "../../adapters/store/run-index.ts";
import { patiently } from "../../adapters/store/transient.ts";
import { toldOnce } from "../../adapters/told-once.ts";
import { CallLanes } from "../../engine/call-lanes.ts";
import { driveClaimed } from "../../engine/drive.ts";
import {
  type Dispatch,
  type Lease,
  type Log,
  type NewRun,
  type Ports,
  RISKY_CLAIMS,
} from "../../engine/ports.ts";
import type { RunEvent } from "../../run/event.ts";
import { emptyTrace, fold } from "../../trace/fold.ts";
import type { LiveText } from "../live/live-text.ts";
import { createCatchUp, writeRunSummary } from "../runs/run-summary.ts";
import type { DiskRoom } from "../upkeep/disk-room.ts";
import { Reach } from "./reach.ts";
import { enrol } from "./runner-registry.ts";

/** How long a runner may be silent before others take its runs, ms. */
const LEASE_MS = 4_000;
/** Pause between two looks for due runs, ms; a nudge is quicker. */
const LOOK_MS = 500;
/** Pause between two looks for ended runs that are missing in the lists, ms. */
const CATCH_UP_MS = 5_000;
/** The most model and tool calls under way at once, over all runs of the process. */
const CALLS_AT_ONCE = 128;
/** How long to wait for running tools when the process is asked to end, ms. */
const DRAIN_MS = 25_000;
/** Pause between two tries whether the demo company can be reached from here, ms. */
const TRY_DEMO_MS = 30_000;
const LOOKING = "Looking for runs that are due";
const TRYING_DEMO = "Trying to reach the demo company";
const CATCHING_UP = "Catching up with the index of runs";

type Parts = {
  ports: Ports;
  dispatch: Dispatch;
  log: Log;
  index: RunIndex;
  db: Database;
  live: LiveText;
  room: DiskRoom;
  demo: Pick<DemoStore, "unreachable">;
};

export type RunnerOptions = {
  /** The kind of process, for the page that lists runners. */
  kind: "server" | "runner";
  /** The most runs at once. */
  slots: number;
  name?: string;
};

/**
 * A runner of this process. `start` creates a run and drives it here if there is a free slot. `stop` gives all runs
 * back once the tools they have started have ended.
 */
export type Runner = { id: string; start(run: NewRun): Promise<boolean>; stop(): Promise<void> };

/**
 * Claims due runs and drives each as far as it goes: when a nudge comes, when a slot becomes free, and twice a
 * second. Runs of a lost process become due when its lease lapses.
 */
export async function startRunner(parts: Parts, options: RunnerOptions): Promise<Runner> {
  const { dispatch, log, index, db, live, room, demo } = parts;
  const reach = new Reach();
  const ports = reach.watching(parts.ports);
  const { kind, slots, name = `${hostname()}:${process.pid}` } = options;
  const enrolment = await enrol(db, { kind, slots, name, misses: () => reach.misses() });
  const { id } = enrolment;
  const told = toldOnce();
  const drain = new AbortController();
  const self = { name: id, leaseMs: LEASE_MS, signal: drain.signal, lanes: new CallLanes(CALLS_AT_ONCE) };
  const driving = new Set<Promise<void>>();
  /** By run: the latest lease under which it is driven here. */
  const leases = new Map<string, Lease>();
  /** The risky run being tried, until it has got further. */
  let risky: string | null = null;
  let free = slots;
  let freed = Promise.withResolvers<void>();
  const canTake = () => free > 0 && !drain.signal.aborted && room.ok();

  async function drive(
    lease: Lease,
    fresh?: { plan: NewRun["plan"]; start: NewRun["start"] },
  ): Promise<void> {
    const { runId, lastSeq } = lease;
    const trace = emptyTrace(runId);
    const stored = (event: RunEvent) => {
      fold(trace, event);
      if (risky === runId && event.seq > lastSeq && isProgress(event)) risky = null;
    };
    leases.set(runId, lease);
    try {
      const driven = await driveClaimed(ports, { ...self, stored }, { lease, fresh });
      if (driven === "fenced") enrolment.refused(runId);
      if (driven === "ended") await patiently(() => writeRunSummary(index, trace));
    } finally {
      // Unless this runner has meanwhile claimed the run again: its calls go on writing.
      if (leases.get(runId) === lease) {
        leases.delete(runId);
        live.forget(runId);
      }
    }
  }

  /** Drives a run in a slot that is already taken. */
  function begin(...drivenBy: Parameters<typeof drive>): void {
    const work: Promise<void> = drive(...drivenBy)
      .catch((error) => console.error(`Run ${drivenBy[0].runId} could not be driven:`, error))
      .finally(() => {
        driving.delete(work);
        if (risky === drivenBy[0].runId) risky = null;
        giveBackSlot();
        void look();
      });
    driving.add(work);
  }
  function giveBackSlot(): void {
    free += 1;
    freed.resolve();
    freed = Promise.withResolvers();
  }

  let looking: Promise<void> = Promise.resolve();
  let asked = false;
  /**
   * Claims runs while there are some, and free slots. Only one look at a time; requests meanwhile lead to one more.
   */
  function look(): Promise<void> {
    if (asked) return looking;
    asked = true;
    looking = looking.then(async () => {
      asked = false;
      while (canTake()) {
        free -= 1;
        const lease = await log.claimNext(id, LEASE_MS, { risky: risky === null }).catch((error) => {
          if (!room.report(error)) told.trouble(LOOKING, error);
          return undefined;
        });
        if (lease !== undefined) told.fine(LOOKING);
        if (!lease) return giveBackSlot();
        if (lease.fruitless >= RISKY_CLAIMS) risky = lease.runId;
        begin(lease);
      }
    });
    return looking;
  }

  // A runner without a free slot keeps one nudge waiting; any other runner that looks can still find the run.
  await dispatch.work(async () => {
    while (free === 0 && !drain.signal.aborted) await freed.promise;
    await look();
  });
  await look();
  const looks = setInterval(look, LOOK_MS);
  const catchUpSummaries = createCatchUp(index, log);
  const catchUp = () =>
    catchUpSummaries().then(
      () => told.fine(CATCHING_UP),
      (error) => told.trouble(CATCHING_UP, error),
    );
  await catchUp();
  const catchesUp = setInterval(catchUp, CATCH_UP_MS);
  const tryDemo = () =>
    reach.tryDemo(demo).then(
      () => told.fine(TRYING_DEMO),
      (error) => told.trouble(TRYING_DEMO, error),
    );
  void tryDemo();
  const triesDemo = setInterval(tryDemo, TRY_DEMO_MS);
  const stopHearing = room.onChange(() => void look());

  return {
    id,
    async start(run) {
      if (!canTake()) return false;
      free -= 1;
      try {
        const lease = await log.create(run, { runner: id, leaseMs: LEASE_MS });
        if (lease === null)
          throw new Error(`run ${run.runId} was stored without the lease that was asked for`);
        begin(lease, { plan: run.plan, start: run.start });
        return true;
      } catch (error) {
        giveBackSlot();
        throw error;
      }
    },
    async stop() {
      clearInterval(looks);
      clearInterval(catchesUp);
      clearInterval(triesDemo);
      stopHearing();
      drain.abort();
      freed.resolve();
      await enrolment.draining();
      await looking;
      await Promise.race([
        Promise.allSettled([...driving]),
        new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref()),
      ]);
      await dispatch.stop();
      await enrolment.leave();
    },
  };
}
