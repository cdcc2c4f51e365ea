import { describe, expect, test } from "vitest";
import { Fenced } from "../../../engine/ports.ts";
import { emptyObjectSchema } from "../../../graph/json-schema.ts";
import { defaultLimits } from "../../../graph/new-node.ts";
import type { Limits } from "../../../graph/node.ts";
import type { Plan, PlanStep } from "../../../plan/plan.ts";
import type { RunEvent } from "../../../run/event.ts";
import { agent, flow, flowPlan, map, model, planOf, withWorkflows, workflow } from "../small-plan.ts";
import { CHECKS, wrongWith } from "./checks.ts";
import { explore, seedFrom } from "./explore.ts";
import { Tally } from "./simulate.ts";
import { type Finished, simulateRun, type Tampering } from "./world.ts";

const planChanged =
  (change: (plan: Plan) => Plan): Tampering =>
  (ports) => ({
    ...ports,
    log: {
      ...ports.log,
      plan: async (runId) => {
        const plan = await ports.log.plan(runId);
        return plan && change(structuredClone(plan));
      },
    },
  });

const stepsChanged = (change: (step: PlanStep) => PlanStep): Tampering =>
  planChanged((plan) => ({
    ...plan,
    plans: Object.fromEntries(
      Object.entries(plan.plans).map(([id, one]) => [id, { ...one, steps: one.steps.map(change) }]),
    ),
  }));

const limitsChanged = (change: (limits: Limits) => Partial<Limits>): Tampering =>
  stepsChanged((step) =>
    step.kind === "agent" ? { ...step, limits: { ...step.limits, ...change(step.limits) } } : step,
  );

const SHARED = "limits that calls share are kept, to what was set aside";

const eventsChanged =
  (change: (events: RunEvent[]) => RunEvent[]): Tampering =>
  (ports) => ({
    ...ports,
    log: {
      ...ports.log,
      append: (lease, events, blobs, consumed) =>
        ports.log.append(lease, change(structuredClone(events)), blobs, consumed),
    },
  });

const withoutItems = ({ runId, path }: Extract<RunEvent, { type: "span-start" }>) =>
  JSON.stringify([runId, path.map(({ item: _, ...part }) => part)]);

/** Engines that are wrong in one way each, and the check that must find it. */
const wrongEngines: Record<string, { tamper: Tampering; caughtBy: string }> = {
  "drops the effect's key": {
    tamper: (ports) => ({
      ...ports,
      tools: { perform: (call, signal) => ports.tools.perform({ ...call, effectKey: "none" }, signal) },
    }),
    caughtBy: "every call that is made was begun in the log, once",
  },
  "makes a model call twice": {
    tamper: (ports) => ({
      ...ports,
      models: {
        ...ports.models,
        complete: async (...asked) => {
          await ports.models.complete(...asked);
          return ports.models.complete(...asked);
        },
      },
    }),
    caughtBy: "every call that is made was begun in the log, once",
  },
  "writes after the end": {
    tamper: eventsChanged((events) => {
      const last = events.at(-1);
      if (last?.type !== "run-end") return events;
      const { runId, seq, at, schema } = last;
      return [...events, { runId, seq: seq + 1, at, schema, cause: null, type: "timer-fire" }];
    }),
    caughtBy: "the run ends, and nothing comes after its end",
  },
  "goes on after a takeover as if its events were stored": {
    tamper: (ports) => ({
      ...ports,
      log: {
        ...ports.log,
        append: async (lease, events, blobs, consumed) => {
          try {
            await ports.log.append(lease, events, blobs, consumed);
          } catch (error) {
            if (!(error instanceof Fenced)) throw error;
            lease.lastSeq += events.length;
          }
        },
      },
    }),
    caughtBy: "every call that is made was begun in the log, once",
  },
  "takes writes for reads, which may be repeated": {
    tamper: stepsChanged((step) => (step.kind === "tool" ? { ...step, effect: "read" as const } : step)),
    caughtBy: "one distinct effect per key, and no write without key twice",
  },
  "has no limit of turns": {
    tamper: limitsChanged(() => ({ maxTurns: 200 })),
    caughtBy: "limits are kept",
  },
  "has no deadlines": {
    tamper: limitsChanged(() => ({ deadlineMs: null })),
    caughtBy: "limits are kept",
  },
  "has no limits of tokens, cost and calls": {
    tamper: limitsChanged(() => ({ maxTokens: null, maxCostNanos: null, maxCalls: null })),
    caughtBy: SHARED,
  },
  "takes one call more than it may": {
    tamper: limitsChanged(({ maxCalls }) => ({ maxCalls: maxCalls && maxCalls + 1 })),
    caughtBy: SHARED,
  },
  "takes a tenth more tokens than it may": {
    tamper: limitsChanged(({ maxTokens }) => ({ maxTokens: maxTokens && Math.round(maxTokens * 1.1) })),
    caughtBy: SHARED,
  },
  "takes half as much money again as it may": {
    tamper: limitsChanged(({ maxCostNanos }) => ({
      maxCostNanos: maxCostNanos && Math.round(maxCostNanos * 1.5),
    })),
    caughtBy: SHARED,
  },
  "retries once too often": {
    tamper: stepsChanged((step) =>
      step.kind === "agent" ? { ...step, retry: { ...step.retry, attempts: step.retry.attempts + 1 } } : step,
    ),
    caughtBy: "limits are kept",
  },
  "chooses by something that is no fact": {
    tamper: eventsChanged((events) =>
      events.map((event) =>
        event.type === "decision"
          ? { ...event, decision: { what: "cancel", span: event.seq, code: "not-needed" } }
          : event,
      ),
    ),
    caughtBy: "choices are a function of the facts in order",
  },
  "hands on another result than came": {
    tamper: (ports) => ({
      ...ports,
      tools: {
        async perform(call, signal) {
          const result = await ports.tools.perform(call, signal);
          return result.status === "ok" ? { ...result, result: { ...call.arguments, odd: 1 } } : result;
        },
      },
    }),
    caughtBy: "the reference comes to the same",
  },
  "hands over nothing": {
    tamper: (ports) => ({
      ...ports,
      models: {
        request: ports.models.request,
        complete: (call, onText, signal) => {
          const messages = call.messages.map((message) =>
            message.role === "user" ? { ...message, content: "{}" } : message,
          );
          return ports.models.complete({ ...call, messages }, onText, signal);
        },
      },
    }),
    caughtBy: "the reference comes to the same",
  },
  "asks something else than the log tells": {
    tamper: (ports) => ({
      ...ports,
      models: {
        request: ports.models.request,
        complete: (call, onText, signal) => {
          const messages = [...call.messages, { role: "user" as const, content: "By the way." }];
          return ports.models.complete({ ...call, messages }, onText, signal);
        },
      },
    }),
    caughtBy: "what the log tells of requests is what was sent",
  },
  "asks for more items at once than it may": {
    tamper: stepsChanged((step) => (step.kind === "map" ? { ...step, concurrency: 100 } : step)),
    caughtBy: "a map has as many items under way as it may, each begun once and in order",
  },
  "has one key for the effects of all items": {
    tamper: eventsChanged((events) =>
      events.map((event) =>
        event.type === "span-start" && event.work.kind === "tool"
          ? { ...event, work: { ...event.work, effectKey: withoutItems(event) } }
          : event,
      ),
    ),
    caughtBy: "effects have one key exactly where they are one effect",
  },
  "forgets what nobody knows of inside workflows and maps": {
    tamper: eventsChanged((events) =>
      events.map((event) =>
        event.type === "run-end" && event.outcome.status === "unknown"
          ? { ...event, outcome: { status: "ok" } }
          : event,
      ),
    ),
    caughtBy: "an effect of which nobody knows whether it happened is told",
  },
  "leaves the first item of a list out": {
    tamper: eventsChanged((events) =>
      events.map((event) =>
        event.type === "span-start" && event.work.kind === "step" && event.work.origin.by === "item"
          ? { ...event, work: { ...event.work, origin: { by: "item", index: event.work.origin.index + 1 } } }
          : event,
      ),
    ),
    caughtBy: "a map has as many items under way as it may, each begun once and in order",
  },
  "never hears from a tool": {
    tamper: (ports) => ({ ...ports, tools: { perform: () => new Promise(() => {}) } }),
    caughtBy: "the run ends, and nothing comes after its end",
  },
};

describe("an engine is caught that", () => {
  test.each(Object.entries(wrongEngines))("%s", { timeout: 300_000 }, async (_name, { tamper, caughtBy }) => {
    // What is wrong in one way is often found by several checks; it is the named one that must find it at last.
    let failure: string | null = null;
    for (let seed = 4; seed < 40 && !failure?.includes(`${caughtBy}: `); seed++)
      failure = await explore({ seed, graphs: 300, tamper, small: false }, new Tally());
    expect(failure).toContain(`${caughtBy}: `);
  });
});

test("what a failure prints leads to it again, made small", { timeout: 300_000 }, async () => {
  const wrong = wrongEngines["makes a model call twice"];
  const tamper = wrong?.tamper;
  const failure = await explore({ seed: 4, graphs: 500, tamper }, new Tally());
  const again = seedFrom(/TUTTI_SIMULATION_SEED=(\S+)/.exec(failure ?? "")?.[1]);
  expect(again?.path).toContain(":");
  const tally = new Tally();
  const second = await explore({ seed: 0, graphs: 500, ...again, tamper, small: false }, tally);
  expect(second).toContain(`${wrong?.caughtBy}: `);
  expect(tally.graphs).toBe(1);
});

const wrongLogs: Record<string, { spoil: (events: RunEvent[]) => RunEvent[]; caughtBy: string }> = {
  "lacks an event": {
    spoil: (events) => events.toSpliced(3, 1),
    caughtBy: "events are numbered from 1 without a gap, at times that never go back",
  },
  "has been changed": {
    spoil: (events) => events.map((event) => (event.seq === 4 ? { ...event, at: event.at + 0.5 } : event)),
    caughtBy: "the chain verifies",
  },
  "has a call that ended twice": {
    spoil: (events) => {
      const end = events.findLast((event) => event.type === "span-end");
      return end ? [...events, { ...end, seq: events.length + 1 }] : events;
    },
    caughtBy: "every span has one end, and every call one accepted result",
  },
  "has a choice that follows from a choice": {
    spoil: (events) =>
      events.map((event) => (event.cause === null ? event : { ...event, cause: event.seq - 1 })),
    caughtBy: "choices name the fact that they follow from",
  },
  "has a result of which the ledger knows nothing": {
    spoil: (events) =>
      events.map((event) => (event.type === "span-end" && event.reply ? { ...event, span: 1 } : event)),
    caughtBy: "the ledger is the sum of the spans",
  },
};

describe("a log is caught that", () => {
  test.each(Object.entries(wrongLogs))("%s", async (_name, { spoil, caughtBy }) => {
    const run = await aRun();
    expect(wrongWith(run)).toEqual([]);
    expect(CHECKS[caughtBy]?.({ ...run, events: spoil(run.events) })).not.toBeNull();
  });
});

describe("a log is caught in which", () => {
  const inside = "what is inside a visit begins after it has begun and ends before it ends";
  const ofStep = (events: RunEvent[], step: string) =>
    events.find((event) => event.type === "span-start" && event.step === step)?.seq ?? 0;
  const wrongInside: Record<string, { spoil: (events: RunEvent[]) => RunEvent[]; caughtBy: string }> = {
    "a workflow ends while a step inside is open": {
      spoil: (events) => endedFirst(events, ofStep(events, "sub")),
      caughtBy: inside,
    },
    "a map ends before its last item": {
      spoil: (events) => endedFirst(events, ofStep(events, "each")),
      caughtBy: inside,
    },
    "something begins in a workflow whose end is decided": {
      spoil: (events) => {
        const sub = ofStep(events, "sub");
        const begun = events.findIndex((event) => event.type === "span-start" && event.parent === sub);
        const at = events[begun];
        if (!at) return events;
        const { runId, seq, at: when, schema, cause } = at;
        const header = { runId, seq, at: when, schema, cause };
        const decision = { what: "cancel", span: sub, code: "asker-ends" } as const;
        return events.toSpliced(begun, 0, { ...header, type: "decision", decision });
      },
      caughtBy: "nothing begins inside a visit whose end is decided",
    },
    "an item is asked for twice": {
      spoil: (events) => {
        const item = events.find(
          (event) =>
            event.type === "span-start" && event.work.kind === "step" && event.work.origin.by === "item",
        );
        return item ? [...events, item] : events;
      },
      caughtBy: "a map has as many items under way as it may, each begun once and in order",
    },
  };

  test.each(Object.entries(wrongInside))("%s", async (_name, { spoil, caughtBy }) => {
    const run = await aRunWithin();
    expect(wrongWith(run)).toEqual([]);
    expect(CHECKS[caughtBy]?.({ ...run, events: spoil(run.events) })).not.toBeNull();
  });
});

/** The end of a visit comes before the last one inside it. */
function endedFirst(events: RunEvent[], visit: number): RunEvent[] {
  const end = events.findIndex((event) => event.type === "span-end" && event.span === visit);
  const last = events.findLastIndex((event, at) => at < end && event.type === "span-end");
  const [ofVisit, ofLast] = [events[end], events[last]];
  if (!ofVisit || !ofLast) return events;
  return events.with(last, { ...ofVisit, seq: ofLast.seq }).with(end, { ...ofLast, seq: ofVisit.seq });
}

/** A run of a map over three items, and then a workflow with one agent inside. */
async function aRunWithin(): Promise<Finished> {
  const thinking = (id: string) => agent(id, { models: [model("small", null)] });
  const inner = planOf(thinking("inner"), []);
  const main = flowPlan(
    [
      map("each", "asked", { items: "[1, 2, 3]" }),
      thinking("asked"),
      workflow("sub", "inner@1", { parameters: emptyObjectSchema() }),
    ],
    [flow("in", "each"), flow("each", "sub"), flow("sub", "out")],
  );
  return simulateRun(withWorkflows(main, { "inner@1": inner }), { topic: "tea" }, { seed: 1, faults: [] });
}

/** A run of one agent that answers. */
async function aRun(): Promise<Finished> {
  const step = agent("agent", {
    models: [model("small", null)],
    limits: { ...defaultLimits(), maxTurns: 3, maxOutputTokens: 100 },
  });
  const plan = planOf(step, [], "");
  return simulateRun(plan, {}, { seed: 1, faults: [] });
}
