import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../../../graph/json.ts";
import type { Plan } from "../../../plan/plan.ts";
import { differenceFrom, whyNotCompared } from "./compare.ts";
import { BROKEN_INSIDE, type BreakingInside } from "./control-flow/broken-inside.ts";
import { BROKEN, BROKEN_WITHIN } from "./control-flow/broken-plans.ts";
import { orderOf, patienceOf } from "./log-facts.ts";
import { interpret } from "./reference.ts";
import { planOf, scenario } from "./simulate.ts";
import { type Finished, simulateRun, type Tampering } from "./world.ts";

const wrongEngines: Record<string, BreakingInside> = { ...BROKEN, ...BROKEN_WITHIN, ...BROKEN_INSIDE };

test.each(Object.entries(wrongEngines))(
  "the reference catches an engine that %s",
  { timeout: 300_000 },
  async (_name, breaking) => {
    let caught: string | null = null;
    for (const one of fc.sample(scenario, { numRuns: MOST, seed: 11 })) {
      // A run that its maker drives from the start gets its plan with it: only others have theirs read, and tampered with.
      const seed = one.seed | 1;
      const { plan, input } = planOf({ ...one, seed });
      if (JSON.stringify(broken(plan, input, breaking)) === JSON.stringify(plan)) continue;
      const wrong = await simulateRun(plan, input, {
        seed,
        faults: [],
        tamper: planTampered(input, breaking),
      });
      caught = await difference(wrong, input);
      // It must be what is broken that is caught.
      if (
        caught !== null &&
        (await difference(await simulateRun(plan, input, { seed, faults: [] }), input)) !== null
      )
        caught = null;
      if (caught !== null) break;
    }
    expect(caught).not.toBeNull();
  },
);

const MOST = 1_500;

async function difference(run: Finished, input: Parameters<typeof interpret>[1]): Promise<string | null> {
  const { plan, seed } = run;
  const expected = interpret(plan, input, { seed, order: orderOf(run), patienceMs: patienceOf(run) });
  return whyNotCompared(run, expected) === null ? differenceFrom(expected, run) : null;
}

const broken = (plan: Plan, input: JsonObject, breaking: BreakingInside): Plan => ({
  ...plan,
  plans: Object.fromEntries(
    Object.entries(plan.plans).map(([id, one]) => [id, breaking(one, { isMain: id === plan.main, input })]),
  ),
});

const planTampered =
  (input: JsonObject, breaking: BreakingInside): Tampering =>
  (ports) => ({
    ...ports,
    log: {
      ...ports.log,
      plan: async (runId) => {
        const plan = await ports.log.plan(runId);
        return plan && broken(structuredClone(plan), input, breaking);
      },
    },
  });
