import { FORMAT } from "../../../plan/format.ts";
import type { Plan } from "../../../plan/plan.ts";
import type { RunEvent } from "../../../run/event.ts";
import { createBench } from "../run-bench.ts";
import type { Script } from "./control-flow/every-order.ts";
import type { Consequence, WorkEnd } from "./control-flow/facts.ts";
import { Follower, Impossible } from "./control-flow/follower.ts";
import type { SmallGraph } from "./control-flow/small-graphs.ts";
import { orderOf } from "./log-facts.ts";

/** Between one end of a script and the next, ms. */
const STEP_MS = 10;

/**
 * Where the engine and the reference differ when visits to the plain steps of a small graph end in the script's order;
 * null where they come to the same.
 */
export async function scriptDifference(graph: SmallGraph, script: Script): Promise<string | null> {
  const events = await drivenBy(graph, script);
  const { consequences, undetermined } = followed(graph, script, events);
  if (undetermined !== null) return null;
  if (typeof consequences === "string") return consequences;
  const expected = consequences.flatMap((one) =>
    one.what === "begin" ? [`${one.step} ${one.visit} by ${one.passed.join()}`] : [],
  );
  const begun = events.flatMap((event) => {
    if (event.type !== "span-start" || event.work.kind !== "step") return [];
    const { origin } = event.work;
    const passed = origin.by === "flow" ? origin.passed.map(({ edge }) => edge) : [];
    return [`${event.step} ${event.path[0]?.visit} by ${passed.join()}`];
  });
  if (begun.toSorted().join("; ") !== expected.toSorted().join("; "))
    return `expected ${expected.join("; ")}, got ${begun.join("; ")}`;
  const end = consequences.find((one) => one.what === "run-end");
  const last = events.at(-1);
  if (last?.type !== "run-end" || !end) return `the run has ${last?.type} as its last event`;
  const code = "failure" in last.outcome ? last.outcome.failure.code : null;
  return last.outcome.status === end.status && code === end.code
    ? null
    : `expected the run to end ${end.status} (${end.code}), got ${last.outcome.status} (${code})`;
}

export const wholePlan = ({ plan }: SmallGraph): Plan => ({
  planVersion: FORMAT,
  main: "main",
  plans: { main: plan },
});

/** The log of the engine's run of a small graph in which the plain steps end in the script's order. */
export async function drivenBy(graph: SmallGraph, { input, facts }: Script): Promise<RunEvent[]> {
  const bench = createBench({
    models: () => ({}),
    async tools(call, _nth, signal) {
      const { step = "", visit = 0 } = call.path.at(-1) ?? {};
      const at = facts.findIndex((fact) => fact.what === "end" && fact.step === step && fact.visit === visit);
      const wait = (at + 1) * STEP_MS - bench.clock.monotonic();
      if (wait > 0) await bench.clock.wait(wait, signal);
      const end = endOf(facts, step, visit);
      if (end.status === "ok") return { ...end, held: false, notes: [] };
      return end.status === "failed"
        ? { status: "failed", failure: { ...end.failure, retryable: false } }
        : { status: "cancelled" };
    },
  });
  await bench.start(wholePlan(graph), input);
  await bench.drive();
  return bench.events();
}

/** What the reference says in the order of the log. */
function followed(graph: SmallGraph, { input, facts }: Script, events: RunEvent[]) {
  const follower = new Follower(graph.plan, input);
  const consequences: Consequence[] = follower.start();
  try {
    for (const came of orderOf({ events, plan: wholePlan(graph) }))
      if (came.what === "end") {
        const { step, visit, at } = came;
        // What ends by itself may have done so before the script's run was stopped.
        const isPlain = graph.plan.steps.some(({ id, kind }) => id === step && kind === "tool");
        const end: WorkEnd = isPlain ? endOf(facts, step, visit) : { status: "ok", result: {} };
        consequences.push(...follower.take({ what: "end", step, visit, at, end }));
      }
  } catch (error) {
    if (!(error instanceof Impossible)) throw error;
    return { consequences: error.message, undetermined: follower.undetermined };
  }
  return { consequences, undetermined: follower.undetermined };
}

function endOf(facts: Script["facts"], step: string, visit: number): WorkEnd {
  const fact = facts.find((one) => one.what === "end" && one.step === step && one.visit === visit);
  return fact?.what === "end" ? fact.end : { status: "ok", result: {} };
}
