import { setTimeout as wait } from "node:timers/promises";
import { assertEnded, assertMadeAgain } from "./cut-writes.ts";
import { typeOf } from "./event-reader.ts";
import type { CallPlace } from "./ledger-endpoint.ts";
import type { PgliteBench } from "./pglite-bench.ts";
import type { Watched } from "./watched.ts";
import type { Workflow } from "./world.ts";

/** A place in a run's life at which the server is killed, as it can be seen from outside. */
export type PglitePoint = {
  name: string;
  /** Whether a call was open at that moment for sure. */
  inFlight: boolean;
  workflow: Workflow;
  /** Settles when the run has come to the point. */
  reach(bench: PgliteBench, run: Watched): Promise<void>;
  /** Once the run has ended: throws when that did not come of the kill which had to. */
  after?(bench: PgliteBench, run: Watched): void;
};

function atEndpoint(name: string, place: CallPlace, workflow: Workflow, nth = 0): PglitePoint {
  return {
    name,
    inFlight: true,
    workflow,
    async reach(bench, run) {
      let left = nth;
      const hold = bench.world.endpoint.hold(place, (call) => call.text.includes(run.mark) && left-- === 0);
      run.letGo();
      await hold.reached;
    },
  };
}

/** The other side has been asked for the first effect of the run that fits, or has just done it. */
function effect(
  name: string,
  place: "asked" | "done",
  {
    target,
    like = "",
    workflow = "dispatch",
  }: { target: "http" | "smtp"; like?: string; workflow?: Workflow },
): PglitePoint {
  return {
    name,
    inFlight: true,
    workflow,
    async reach(bench, run) {
      const hold = bench.world.effects.hold(
        place,
        ({ target: of, what }) => of === target && what.includes(run.mark) && what.includes(like),
      );
      run.letGo();
      await hold.reached;
      // The call is cut anyhow; what was begun is done.
      hold.release();
    },
  };
}

const keyedWriteDone: PglitePoint = {
  ...effect("keyed HTTP write done, not stored", "done", { target: "http", workflow: "filing" }),
  after: ({ world }, run) => assertMadeAgain(world, run),
};

const itemDone: PglitePoint = {
  ...effect("an item of a map filed, not stored", "done", { target: "http", workflow: "rounds" }),
  after: ({ world }, run) => assertMadeAgain(world, run),
};

const filedInside: PglitePoint = {
  ...effect("filed by a workflow for an item, not stored", "done", { target: "http", workflow: "batch" }),
  after: ({ world }, run) => assertMadeAgain(world, run),
};

const writeInside: PglitePoint = {
  ...effect("HTTP write of a workflow as a step done, not stored", "done", {
    target: "http",
    like: "/orders/",
    workflow: "batch",
  }),
  after: (_bench, run) => assertEnded(run, "unknown"),
};

/** The page has just been shown an event of this type that fits. */
function shown(name: string, workflow: Workflow, type: string, like = ""): PglitePoint {
  return {
    name,
    inFlight: false,
    workflow,
    async reach(_bench, run) {
      run.letGo();
      await run.reader.saw((event) => typeOf(event) === type && event.text.includes(like));
    },
  };
}

const cancelling: PglitePoint = {
  name: "cancelling",
  inFlight: false,
  workflow: "long",
  async reach(bench, run) {
    run.letGo();
    await run.reader.saw((event) => typeOf(event) === "span-start");
    await bench.cancel(run);
  },
};

/** Every named point. */
export const pglitePoints: PglitePoint[] = [
  shown("claimed", "dispatch", "run-claim"),
  shown("call begun in the log", "order", "span-start", '"kind":"model"'),
  atEndpoint("model call in flight", "arrived", "long", 3),
  atEndpoint("model call mid-stream", "mid-stream", "dispatch", 4),
  atEndpoint("model call all but answered", "last-bytes", "order", 2),
  effect("HTTP write asked for", "asked", { target: "http" }),
  effect("HTTP write done, not stored", "done", { target: "http" }),
  keyedWriteDone,
  itemDone,
  shown("gone back for another round", "rounds", "decision", '"live":["again-each"]'),
  atEndpoint("the call of who was handed over to", "arrived", "rounds", 1),
  filedInside,
  atEndpoint("model call in a workflow for an item", "mid-stream", "batch", 2),
  writeInside,
  effect("mail sent, not stored", "done", { target: "smtp" }),
  shown("SQL write begun", "long", "span-start", '"kind":"tool"'),
  shown("waiting for a time", "patient", "decision", '"retry"'),
  cancelling,
  atEndpoint("ending", "last-bytes", "long", 8),
];

/** A kill at a time that `random` chooses. */
export function randomMoment(random: () => number): PglitePoint {
  const workflows: Workflow[] = ["dispatch", "filing", "long", "rounds", "batch", "order", "patient"];
  const workflow = workflows[Math.floor(random() * workflows.length)] ?? "long";
  const ms = Math.round(random() * 2_500);
  return {
    name: "any time",
    inFlight: false,
    workflow,
    async reach(_bench, run) {
      run.letGo();
      await wait(ms);
    },
  };
}
