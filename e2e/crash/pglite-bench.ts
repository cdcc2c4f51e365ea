import { setTimeout as wait } from "node:timers/promises";
import { cancelRunOn, startRunOn } from "./app-actions.ts";
import { readEvents } from "./event-reader.ts";
import type { History } from "./history.ts";
import { isOpen, LISTS_WITHIN_MS, loadRuns } from "./load-runs.ts";
import { spawnWebServer, type WebServer } from "./processes.ts";
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

/** The real server on PGlite, which a test kills and starts again, with everything it reaches. */
export class PgliteBench {
  readonly world: World;
  readonly runs: Watched[] = [];
  readonly cancelled = new Set<string>();
  readonly poisoned = new Set<string>();
  faults = 0;
  private readonly furnished: Furnished;
  private readonly orders: string[];
  private server: WebServer | undefined;

  static async open(): Promise<PgliteBench> {
    const world = await startWorld();
    const tutti = await openTutti(world);
    const furnished = await furnish(tutti, world);
    await tutti.close();
    const bench = new PgliteBench(world, furnished);
    await bench.start();
    return bench;
  }

  private constructor(world: World, furnished: Furnished) {
    this.world = world;
    this.furnished = furnished;
    this.orders = demoOrders();
  }

  /** Spawns the server and waits until it answers. */
  async start(): Promise<void> {
    this.server = await spawnWebServer(this.world.env);
    await this.server.ready;
  }

  /** Spawns the server and kills it again after `ms`, whatever it is doing then; gives the moment, epoch ms. */
  async startAndKill(ms: number): Promise<number> {
    const server = await spawnWebServer(this.world.env);
    await wait(ms);
    this.faults += 1;
    return server.kill();
  }

  /** Kills the server with all it has started; gives the moment, epoch ms. */
  async kill(): Promise<number> {
    this.faults += 1;
    if (!this.server) throw new Error("no server runs");
    return this.server.kill();
  }

  /** Starts a run by the page's action and follows it by the page's stream. */
  async run(workflow: Workflow, how: "gated" | "free" = "free"): Promise<Watched> {
    const { input, mark } = freshInput(workflow, this.orders);
    const letGo = how === "gated" ? gate(this.world, mark) : () => {};
    const runId = await startRunOn(this.site(), this.furnished.workflows[workflow], input);
    const reader = readEvents(runId, () => this.site());
    const watched = { runId, workflow, mark, reader, letGo };
    this.runs.push(watched);
    return watched;
  }

  async cancel({ runId }: Watched): Promise<void> {
    this.cancelled.add(runId);
    await cancelRunOn(this.site(), runId);
  }

  /** What the server that runs now has printed. */
  output(): string {
    return this.server?.output() ?? "";
  }

  /** Stops the server and gives all that is known of all runs. */
  async history(): Promise<History> {
    const stored = await this.stored();
    if (stored.runs.every(({ head, listed }) => head.status !== "ended" || !isOpen(listed))) return stored;
    // A server that was killed between a run's end and its line in lists leaves that to the next one.
    await this.start();
    await wait(LISTS_WITHIN_MS);
    return this.stored();
  }

  private async stored(): Promise<History> {
    this.server?.signal("SIGTERM");
    await this.server?.exited;
    const tutti = await openTutti(this.world);
    try {
      const ids = this.runs.map(({ runId }) => runId);
      return {
        runs: await loadRuns(tutti.db, ids),
        mac: tutti.crypto.mac,
        calls: this.world.endpoint.calls,
        effects: await effectsDone(this.world, tutti),
        shown: this.runs.map(({ reader }) => reader.shown),
        cancelled: this.cancelled,
        poisoned: this.poisoned,
        faults: this.faults,
      };
    } finally {
      await tutti.close();
    }
  }

  async close(): Promise<void> {
    for (const { reader } of this.runs) reader.close();
    await this.server?.kill();
    await this.world.close();
  }

  private site() {
    const { cookie, viewer } = this.furnished;
    return { url: this.server?.url ?? "", cookie, slug: viewer.slug };
  }
}
