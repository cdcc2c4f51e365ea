import { setTimeout as wait } from "node:timers/promises";
import { parseEvent, type RunEvent } from "../../lib/run/event.ts";
import type { Server } from "../../lib/server/ports.ts";
import { cancelRun } from "../../lib/server/runs/runs.ts";
import { startRun } from "../../lib/server/runs/start-run.ts";
import { startTemporaryPostgres, type TemporaryPostgres } from "../../scripts/temporary-postgres.ts";
import { startRunOn } from "./app-actions.ts";
import { checkStanding } from "./checker.ts";
import { DatabaseHolds, testsOwn } from "./database-holds.ts";
import { readEvents, typeOf } from "./event-reader.ts";
import type { History, Violation } from "./history.ts";
import { listedRuns, loadRuns } from "./load-runs.ts";
import { type Process, spawnScript, spawnWebServer, type WebServer } from "./processes.ts";
import type { Watched } from "./watched.ts";
import {
  demoOrders,
  effectsDone,
  type Furnished,
  freshInput,
  furnish,
  gate,
  openTutti,
  startWorld,
  type Workflow,
  type World,
} from "./world.ts";

/** A runner process and the id by which the database knows it. */
export type RunnerProcess = Process & { id: string };

/** A web server without runner, and runners, on a PostgreSQL of their own, with everything they reach. */
export class PostgresBench {
  readonly world: World;
  readonly database: TemporaryPostgres;
  readonly runs: Watched[] = [];
  readonly cancelled = new Set<string>();
  readonly poisoned = new Set<string>();
  runners: RunnerProcess[] = [];
  private readonly killed: RunnerProcess[] = [];
  faults = 0;
  holds: DatabaseHolds;
  web: WebServer;
  tutti: Server;
  private readonly furnished: Furnished;
  private readonly env: Record<string, string>;
  private readonly orders: string[];

  static async open(runners = 2): Promise<PostgresBench> {
    const [world, database] = await Promise.all([startWorld(), startTemporaryPostgres()]);
    const tutti = await openTutti(world, testsOwn(database.url));
    const furnished = await furnish(tutti, world);
    const holds = await DatabaseHolds.open(database.url);
    const env = { ...world.env, DATABASE_URL: database.url };
    const web = await spawnWebServer({ ...env, TUTTI_RUNNER: "off" });
    const bench = new PostgresBench({ world, database, tutti, furnished, holds, env, web });
    await Promise.all(Array.from({ length: runners }, () => bench.addRunner()));
    await web.ready;
    return bench;
  }

  private constructor(
    parts: Pick<PostgresBench, "world" | "database" | "tutti" | "holds" | "web"> & {
      furnished: Furnished;
      env: Record<string, string>;
    },
  ) {
    this.world = parts.world;
    this.database = parts.database;
    this.tutti = parts.tutti;
    this.furnished = parts.furnished;
    this.holds = parts.holds;
    this.env = parts.env;
    this.web = parts.web;
    this.orders = demoOrders();
  }

  /** One more runner, at work. */
  async addRunner(): Promise<RunnerProcess> {
    const runner = spawnScript("scripts/runner.ts", this.env);
    let gone = false;
    void runner.exited.then(() => (gone = true));
    for (;;) {
      const id = /Runner (.+) drives up to/.exec(runner.output())?.[1];
      if (id !== undefined) {
        const known = { ...runner, id };
        this.runners.push(known);
        return known;
      }
      if (gone) throw new Error(`The runner ended at once:\n${runner.output()}`);
      await wait(20);
    }
  }

  /** Starts a run through the use case, gated or not, or by the page's action, and follows it on the web server's stream. */
  async run(workflow: Workflow, by: "use case" | "action" | "gated" = "use case"): Promise<Watched> {
    const { input, mark } = freshInput(workflow, this.orders);
    const letGo = by === "gated" ? gate(this.world, mark) : () => {};
    const { viewer, cookie, workflows } = this.furnished;
    const workflowId = workflows[workflow];
    const site = () => ({ url: this.web.url, cookie, slug: viewer.slug });
    const runId =
      by === "action"
        ? await startRunOn(site(), workflowId, input)
        : (await startRun(viewer, { workflowId, mode: "real", input, instant: true })).runId;
    const reader = readEvents(runId, site);
    const watched = { runId, workflow, mark, reader, letGo };
    this.runs.push(watched);
    return watched;
  }

  async cancel({ runId }: Watched): Promise<void> {
    this.cancelled.add(runId);
    await cancelRun(this.furnished.viewer, runId);
  }

  /** The runner that holds the run; waits until one does. */
  async holder(runId: string): Promise<RunnerProcess> {
    for (const end = Date.now() + 20_000; Date.now() < end; await wait(20)) {
      const { owner } = await this.tutti.db.runHead.findUniqueOrThrow({ where: { id: runId } });
      const runner = this.runners.find(({ id }) => id === owner);
      if (runner) return runner;
    }
    throw new Error(`no runner took run ${runId}`);
  }

  /** The runner that took the run first, as its page was told. */
  async claimant({ runId, reader }: Watched): Promise<RunnerProcess> {
    const { text } = await reader.saw((event) => typeOf(event) === "run-claim");
    const claim = parseEvent(JSON.parse(text));
    const runner = this.runners.find(({ id }) => claim.type === "run-claim" && id === claim.runner);
    if (!runner) throw new Error(`run ${runId} was taken by a runner that does not live: ${text}`);
    return runner;
  }

  /** Runs that the runner holds, with the epoch under which it does. */
  async heldBy(runner: RunnerProcess): Promise<{ runId: string; epoch: number }[]> {
    const where = { owner: runner.id, status: "running" };
    const heads = await this.tutti.db.runHead.findMany({ where });
    return heads.map(({ id, epoch }) => ({ runId: id, epoch }));
  }

  /** `kill -9` of the runner's own process, as the system does it when memory runs out; gives the moment, epoch ms. */
  async kill(runner: RunnerProcess): Promise<number> {
    this.faults += 1;
    this.runners = this.runners.filter((other) => other !== runner);
    this.killed.push(runner);
    return runner.kill("alone");
  }

  /** Every stored event of a run. */
  eventsOf(runId: string): Promise<RunEvent[]> {
    return this.tutti.log.read(runId, 0, 100_000);
  }

  /** When the run was claimed under a later epoch, epoch ms; null when it was not. */
  async takenOver(runId: string, epoch: number): Promise<number | null> {
    const events = await this.eventsOf(runId);
    return events.find((event) => event.type === "run-claim" && event.epoch > epoch)?.at ?? null;
  }

  /** Restarts the database, or cuts all its sessions; gives the moment when it takes new ones, epoch ms. */
  async disturb(how: "fast" | "immediate" | "cut", downMs = 0): Promise<number> {
    this.faults += 1;
    if (how === "cut") await this.holds.cutAll();
    else {
      await this.holds.close().catch(() => {});
      await this.database.restart(how, downMs);
      this.holds = await DatabaseHolds.open(this.database.url);
    }
    return Date.now();
  }

  /** Kills the web server and starts another; with a runner in it when that is asked for. */
  async replaceWeb(withRunner: boolean): Promise<number> {
    this.faults += 1;
    const at = await this.web.kill();
    this.web = await spawnWebServer({ ...this.env, TUTTI_RUNNER: withRunner ? "on" : "off" });
    await this.web.ready;
    return at;
  }

  /** Runs that nobody sees to at this moment. */
  async forgotten(): Promise<Violation[]> {
    const runs = await loadRuns(
      this.tutti.db,
      this.runs.map(({ runId }) => runId),
    );
    const living = new Set(this.runners.map(({ id }) => id));
    return runs.flatMap((run) => checkStanding(run, Date.now(), living));
  }

  async history(): Promise<History> {
    return {
      runs: await listedRuns(
        this.tutti.db,
        this.runs.map(({ runId }) => runId),
      ),
      mac: this.tutti.crypto.mac,
      calls: this.world.endpoint.calls,
      effects: await effectsDone(this.world, this.tutti),
      shown: this.runs.map(({ reader }) => reader.shown),
      cancelled: this.cancelled,
      poisoned: this.poisoned,
      faults: this.faults,
    };
  }

  async close(): Promise<void> {
    for (const { reader } of this.runs) reader.close();
    await Promise.all([...this.killed, ...this.runners, this.web].map((each) => each.kill()));
    await this.holds.close();
    await this.tutti.close();
    await Promise.all([this.world.close(), this.database.stop()]);
  }
}
