import fc from "fast-check";
import type { KnownConnection } from "../../../graph/issue.ts";
import type { JsonObject } from "../../../graph/json.ts";
import { Dice } from "../../../graph/made-up/dice.ts";
import { compile } from "../../../plan/compile.ts";
import type { Plan } from "../../../plan/plan.ts";
import { mainOf } from "../../../plan/plan-index.ts";
import { buildGraph } from "./build-graph.ts";
import { wrongWith } from "./checks.ts";
import { differenceFrom, isForLimit, orderDifference, whyNotCompared } from "./compare.ts";
import { faultSpecs, faultsWithin } from "./faults.ts";
import { orderOf, patienceOf } from "./log-facts.ts";
import { PRICES } from "./prices.ts";
import { graphSpec } from "./random-graph.ts";
import { interpret } from "./reference.ts";
import { sampleObject } from "./sample-json.ts";
import { unsentRequest } from "./sent-requests.ts";
import { type Finished, simulateRun, type Tampering } from "./world.ts";

/** A random graph, what the outside answers, and what goes wrong. */
export const scenario = fc.record({ graph: graphSpec, seed: fc.nat(), faults: faultSpecs });
export type Scenario = typeof scenario extends fc.Arbitrary<infer Of> ? Of : never;

/** Counts over many graphs. */
export class Tally {
  graphs = 0;
  runs = 0;
  events = 0;
  crashes = 0;
  takeovers = 0;
  zombies = 0;
  drains = 0;
  cancels = 0;
  emptied = 0;
  compared = 0;
  readonly notCompared = new Map<string, number>();
  readonly outcomes = new Map<string, number>();

  add(run: Finished, left: string | null) {
    this.runs += 1;
    this.events += run.events.length;
    const count = (kind: string) => run.happened.filter((fault) => fault.kind === kind).length;
    this.crashes += count("kill");
    this.drains += count("drain");
    this.takeovers += run.events.filter((event) => event.type === "run-claim").length - 1;
    this.zombies += run.processes.filter(
      ({ result }) => result && "driven" in result && result.driven === "fenced",
    ).length;
    this.cancels += run.events.some((event) => event.type === "message") ? 1 : 0;
    this.emptied += run.events.some(isForLimit) ? 1 : 0;
    const end = run.events.at(-1);
    increase(this.outcomes, end?.type === "run-end" ? end.outcome.status : "none");
    if (left === null) this.compared += 1;
    else increase(this.notCompared, left);
  }

  /** What the test prints. */
  table(): Record<string, number> {
    const { graphs, runs, events, crashes, takeovers, zombies, drains, cancels, emptied, compared } = this;
    return {
      graphs,
      runs,
      events,
      crashes,
      takeovers,
      "zombies refused": zombies,
      drains,
      "cancelled by a person": cancels,
      "found a shared limit used up": emptied,
      "compared with the reference": compared,
      ...Object.fromEntries([...this.notCompared].map(([why, count]) => [`not compared: ${why}`, count])),
      ...Object.fromEntries([...this.outcomes].map(([status, count]) => [`ended ${status}`, count])),
    };
  }
}

const increase = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);

/** Those that random graphs use. */
export const CONNECTIONS: KnownConnection[] = [
  { id: "db", kind: "sqlite", name: "Database", offline: false },
  { id: "smtp", kind: "smtp", name: "Mail", offline: false },
];

/** The plan and the input of a scenario; throws when the graph does not compile. */
export function planOf({ graph, seed }: Pick<Scenario, "graph" | "seed">) {
  const { graph: drawn, workflows } = buildGraph(graph);
  const compiled = compile(drawn, { connections: CONNECTIONS, workflows });
  if (!compiled.ok) throw new Error(`a random graph does not compile: ${JSON.stringify(compiled.issues)}`);
  const { plan } = compiled;
  const { entry: first, steps } = mainOf(plan);
  for (const step of Object.values(plan.plans).flatMap((one) => one.steps))
    if (step.kind === "agent") for (const model of step.models) model.price = PRICES[model.model] ?? null;
  const entry = steps.find((step) => step.id === first);
  const input = entry?.kind === "input" ? sampleObject(entry.schema, new Dice(`${seed} input`)) : {};
  return { plan, input };
}

/** Runs a scenario undisturbed and with its faults; throws with everything that is wrong with either. */
export async function simulate(one: Scenario, tally: Tally, tamper?: Tampering): Promise<void> {
  const { plan, input } = planOf(one);
  const { seed } = one;
  tally.graphs += 1;
  const calm = await simulateRun(plan, input, { seed, faults: [], tamper });
  await judge(calm, input, tally);
  const faults = faultsWithin(one.faults, calm.moments);
  await judge(await simulateRun(plan, input, { seed, faults, tamper }), input, tally);
}

async function judge(run: Finished, input: JsonObject, tally: Tally): Promise<void> {
  const { plan, seed } = run;
  const wrong = wrongWith(run);
  const expected = interpret(plan, input, { seed, order: orderOf(run), patienceMs: patienceOf(run) });
  const left = whyNotCompared(run, expected);
  if (wrong.length === 0) {
    const unsent = await unsentRequest(run);
    if (unsent !== null) wrong.push(`what the log tells of requests is what was sent: ${unsent}`);
    const inTurn = interpret(plan, input, { seed });
    const difference =
      left === null
        ? (orderDifference(plan, [inTurn, expected]) ?? (await differenceFrom(expected, run)))
        : null;
    if (difference !== null) wrong.push(`the reference comes to the same: ${difference}`);
  }
  tally.add(run, left);
  if (wrong.length > 0)
    throw new Error(`${wrong.join("\n")}\nafter ${JSON.stringify(run.happened)}, plan ${planText(run.plan)}`);
}

const planText = (plan: Plan) => JSON.stringify(plan).slice(0, 40_000);
