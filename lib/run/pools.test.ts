import fc from "fast-check";
import { expect, test } from "vitest";
import { emptyPlan } from "../plan/fixtures/empty-plan.ts";
import { FORMAT } from "../plan/format.ts";
import { mainOf } from "../plan/plan-index.ts";
import type { EventBody, EventOf, RunEvent } from "./event.ts";
import { evolve } from "./evolve.ts";
import { settle, take } from "./pools.ts";
import { initialState, type RunState } from "./state.ts";

/** A run with a visit, one that it asked, and one that this asked. */
function nested(): RunState {
  const plan = emptyPlan();
  const named = { id: "s", name: "S", callName: "s", description: "" };
  const schema = { type: "object" as const, properties: {}, required: [] };
  mainOf(plan).steps.push({ ...named, kind: "input", schema });
  const state = initialState("run-1", plan);
  const add = (body: EventBody) =>
    evolve(state, {
      runId: "run-1",
      seq: state.lastSeq + 1,
      at: 0,
      schema: FORMAT,
      cause: null,
      ...body,
    } satisfies RunEvent);
  const input = { hash: "h", bytes: 2, inline: "{}", salt: "" };
  const start = { mode: "simulated", planHash: "p", input, startedBy: "me", instant: true } as const;
  add({ type: "run-start", ...start });
  for (const parent of [null, 2, 3])
    add({
      type: "span-start",
      parent,
      step: "s",
      name: "S",
      path: [{ step: "s", visit: 0 }],
      attempt: 0,
      work: {
        kind: "step",
        origin: parent === null ? { by: "entry" } : { by: "call", model: 0, index: 0, name: "s", id: "c" },
      },
    });
  return state;
}

/** The end of a model call that its runner never saw. */
const lost: EventOf<"span-end"> = {
  runId: "run-1",
  seq: 9,
  at: 0,
  schema: FORMAT,
  cause: null,
  type: "span-end",
  span: 5,
  outcome: { status: "lost" },
  result: null,
  reply: null,
  notes: [],
  durationMs: 0,
};

test("whatever is taken is settled: nothing stays reserved, and each asker has paid for all below it", () => {
  const reserved = fc.record({
    inputTokens: fc.nat(1e6),
    outputTokens: fc.nat(1e6),
    costNanos: fc.option(fc.nat(1e9)),
  });
  const calls = fc.array(fc.record({ visit: fc.integer({ min: 1, max: 3 }), reserved }), { maxLength: 20 });
  fc.assert(
    fc.property(calls, (made) => {
      const state = nested();
      const visits = [...state.visits.values()];
      const begun = made.flatMap(({ visit: at, reserved }) => {
        const visit = visits[at - 1];
        if (visit) take(state, visit, reserved);
        return visit ? [{ visit, reserved }] : [];
      });
      for (const call of begun) settle(state, call, lost);
      for (const [at, visit] of visits.entries()) {
        const below = made.filter((call) => call.visit > at);
        expect(visit.reserved).toEqual({ calls: 0, tokens: 0, costNanos: 0 });
        expect(visit.used).toEqual({
          calls: below.length,
          tokens: below.reduce(
            (sum, { reserved: { inputTokens, outputTokens } }) => sum + inputTokens + outputTokens,
            0,
          ),
          costNanos: below.reduce((sum, { reserved }) => sum + (reserved.costNanos ?? 0), 0),
        });
      }
    }),
  );
});

test("a call that was cut before anything came has taken nothing but itself", () => {
  const state = nested();
  const [outermost] = state.visits.values();
  if (!outermost) throw new Error("expected a visit");
  const reserved = { inputTokens: 10, outputTokens: 10, costNanos: 5 };
  take(state, outermost, reserved);
  settle(state, { visit: outermost, reserved }, { ...lost, outcome: { status: "cancelled" } });
  expect(outermost.used).toEqual({ calls: 1, tokens: 0, costNanos: 0 });
});
