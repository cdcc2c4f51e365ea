import { setTimeout as wait } from "node:timers/promises";
import { typeOf } from "./event-reader.ts";
import { assertMadeAgain } from "./keyed-write.ts";
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

function effect(
  name: string,
  place: "asked" | "done",
  target: "http" | "smtp",
  workflow: Workflow = "dispatch",
): PglitePoint {
  return {
    name,
    inFlight: true,
    workflow,
    async reach(bench, run) {
      const hold = bench.world.effects.hold(
        place,
        (done) => done.target === target && done.what.includes(run.mark),
      );
      run.letGo();
      await hold.reached;
      // The call is cut anyhow; what was begun is done.
      hold.release();
    },
  };
}

const keyedWriteDone: PglitePoint = {
  ...effect("keyed HTTP write done, not stored", "done", "http", "filing"),
  after: ({ world }, run) => assertMadeAgain(world, run),
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
  effect("HTTP write asked for", "asked", "http"),
  effect("HTTP write done, not stored", "done", "http"),
  keyedWriteDone,
  effect("mail sent, not stored", "done", "smtp"),
  shown("SQL write begun", "long", "span-start", '"kind":"tool"'),
  shown("waiting for a time", "patient", "decision", '"retry"'),
  cancelling,
  atEndpoint("ending", "last-bytes", "long", 8),
];

/** A kill at a time that `random` chooses. */
export function randomMoment(random: () => number): PglitePoint {
  const workflows: Workflow[] = ["dispatch", "filing", "long", "order", "patient"];
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
