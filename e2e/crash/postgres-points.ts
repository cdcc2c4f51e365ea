import { setTimeout as wait } from "node:timers/promises";
import { assertEnded, assertMadeAgain } from "./cut-writes.ts";
import type { CallPlace } from "./ledger-endpoint.ts";
import type { PostgresBench, RunnerProcess } from "./postgres-bench.ts";
import type { Watched } from "./watched.ts";
import type { Workflow } from "./world.ts";

/** A place in a run's life at which its runner is killed. */
export type PostgresPoint = {
  name: string;
  /** Whether a call was open at that moment for sure. */
  inFlight: boolean;
  workflow: Workflow;
  /** Starts the run with `start`, lets it come to the point, and kills its runner with `kill`. */
  strike(bench: PostgresBench, start: () => Promise<Watched>, kill: Kill): Promise<void>;
  /** Once the run has ended: throws when that did not come of the kill which had to. */
  after?(bench: PostgresBench, run: Watched): void;
};

type Kill = (runner: RunnerProcess) => Promise<void>;

/** The endpoint has a call of the run, and has sent nothing or something of its answer. */
function atEndpoint(name: string, place: CallPlace, workflow: Workflow, nth = 0): PostgresPoint {
  return {
    name,
    inFlight: true,
    workflow,
    async strike(bench, start, kill) {
      const run = await start();
      let left = nth;
      const hold = bench.world.endpoint.hold(place, (call) => call.text.includes(run.mark) && left-- === 0);
      run.letGo();
      await hold.reached;
      await kill(await bench.holder(run.runId));
      hold.release();
    },
  };
}

/** An event is on its way into the log; afterwards it is there or not, and its writer never knew. */
function inAppend(
  name: string,
  event: { type: string; like?: string },
  end: "commit" | "rollBack",
  workflow: Workflow,
  before: (bench: PostgresBench, run: Watched) => Promise<void> = async () => {},
): PostgresPoint {
  return {
    name: `${name}, ${end === "commit" ? "stored all the same" : "not stored"}`,
    inFlight: false,
    workflow,
    async strike(bench, start, kill) {
      const first = event.type === "run-claim" ? await bench.holds.hold("*", event.type) : null;
      const run = await start();
      const hold = first ?? (await bench.holds.hold(run.runId, event.type, event.like));
      run.letGo();
      await before(bench, run);
      const stopped = await hold.reached();
      await kill(await bench.holder(run.runId));
      await stopped[end]();
    },
  };
}

/** The other side has done the first thing that fits; nobody here knows yet. */
function effectDone(
  name: string,
  {
    target,
    like = "",
    workflow = "dispatch",
  }: { target: "http" | "smtp"; like?: string; workflow?: Workflow },
): PostgresPoint {
  return {
    name,
    inFlight: true,
    workflow,
    async strike(bench, start, kill) {
      const run = await start();
      const hold = bench.world.effects.hold(
        "done",
        ({ target: of, what }) => of === target && what.includes(run.mark) && what.includes(like),
      );
      run.letGo();
      await hold.reached;
      await kill(await bench.holder(run.runId));
      hold.release();
    },
  };
}

const keyedWriteDone: PostgresPoint = {
  ...effectDone("keyed HTTP write done, not stored", { target: "http", workflow: "filing" }),
  after: ({ world }, run) => assertMadeAgain(world, run),
};

const itemDone: PostgresPoint = {
  ...effectDone("an item of a map filed, not stored", { target: "http", workflow: "rounds" }),
  after: ({ world }, run) => assertMadeAgain(world, run),
};

const filedInside: PostgresPoint = {
  ...effectDone("filed by a workflow for an item, not stored", { target: "http", workflow: "batch" }),
  after: ({ world }, run) => assertMadeAgain(world, run),
};

const writeInside: PostgresPoint = {
  ...effectDone("HTTP write of a workflow as a step done, not stored", {
    target: "http",
    like: "/orders/",
    workflow: "batch",
  }),
  after: (_bench, run) => assertEnded(run, "unknown"),
};

/** The runner dies in the append that begins the call, which is stored all the same. */
const beforeTheCall: PostgresPoint = {
  ...inAppend("a call's begin", { type: "span-start", like: '%"kind":"model"%' }, "commit", "long"),
  name: "call begun in the log, not sent",
  inFlight: true,
};

const afterTheEnd: PostgresPoint = {
  name: "run ended, lists not written",
  inFlight: false,
  workflow: "long",
  async strike(bench, start, kill) {
    const run = await start();
    const end = await bench.holds.hold(run.runId, "run-end");
    run.letGo();
    const stopped = await end.reached();
    const runner = await bench.holder(run.runId);
    const table = await bench.holds.lockTable("span_summary");
    try {
      await stopped.commit();
      await table.reached();
      await kill(runner);
    } finally {
      await table.unlock();
    }
  },
};

const whileWaiting: PostgresPoint = {
  name: "waiting for a time",
  inFlight: false,
  workflow: "patient",
  async strike(bench, start, kill) {
    const run = await start();
    run.letGo();
    const runner = await bench.claimant(run);
    const where = { id: run.runId };
    while ((await bench.tutti.db.runHead.findUniqueOrThrow({ where })).status !== "waiting") await wait(20);
    await kill(runner);
  },
};

const renewing: PostgresPoint = {
  name: "renewing its lease",
  inFlight: true,
  workflow: "long",
  async strike(bench, start, kill) {
    const run = await start();
    const call = bench.world.endpoint.hold("arrived", ({ text }) => text.includes(run.mark));
    const hold = await bench.holds.hold(run.runId, "renew");
    run.letGo();
    const stopped = await hold.reached();
    await kill(await bench.holder(run.runId));
    await stopped.rollBack();
    call.release();
  },
};

/** Every named point. */
export const postgresPoints: PostgresPoint[] = [
  inAppend("claimed", { type: "run-claim" }, "rollBack", "dispatch"),
  beforeTheCall,
  atEndpoint("model call in flight", "arrived", "long", 3),
  atEndpoint("model call mid-stream", "mid-stream", "dispatch", 4),
  atEndpoint("model call all but answered", "last-bytes", "order", 2),
  inAppend("storing a reply", { type: "span-end", like: '%"reply":{%' }, "rollBack", "long"),
  inAppend("storing a reply", { type: "span-end", like: '%"reply":{%' }, "commit", "long"),
  effectDone("HTTP write done, not stored", { target: "http" }),
  keyedWriteDone,
  itemDone,
  inAppend("going back", { type: "decision", like: '%"live":["again-each"]%' }, "rollBack", "rounds"),
  inAppend("going back", { type: "decision", like: '%"live":["again-each"]%' }, "commit", "rounds"),
  inAppend("handing over", { type: "decision", like: '%"edge":"clerk-closer"%' }, "rollBack", "rounds"),
  atEndpoint("the call of who was handed over to", "arrived", "rounds", 1),
  filedInside,
  atEndpoint("model call in a workflow for an item", "mid-stream", "batch", 2),
  writeInside,
  effectDone("mail sent, not stored", { target: "smtp" }),
  inAppend("SQL write done", { type: "span-end", like: "%receipt%" }, "rollBack", "long"),
  whileWaiting,
  inAppend("cancelling", { type: "message" }, "rollBack", "long", (bench, run) => bench.cancel(run)),
  inAppend("cancelling", { type: "message" }, "commit", "long", (bench, run) => bench.cancel(run)),
  inAppend("ending", { type: "run-end" }, "rollBack", "long"),
  inAppend("ending", { type: "run-end" }, "commit", "order"),
  afterTheEnd,
  renewing,
];

/** A kill at a time that `random` chooses. */
export function randomPoint(random: () => number): PostgresPoint {
  const workflows: Workflow[] = ["dispatch", "filing", "long", "rounds", "batch", "order", "patient"];
  const workflow = workflows[Math.floor(random() * workflows.length)] ?? "long";
  const ms = Math.round(random() * 2_500);
  return {
    name: "any time",
    inFlight: false,
    workflow,
    async strike(bench, start, kill) {
      const run = await start();
      run.letGo();
      const runner = await bench.claimant(run);
      await wait(ms);
      await kill(runner);
    },
  };
}
