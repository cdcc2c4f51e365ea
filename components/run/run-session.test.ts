import { expect, test } from "vitest";
import { emptyObjectSchema, type ObjectSchema } from "@/lib/graph/json-schema.ts";
import { emptyPlan } from "@/lib/plan/fixtures/empty-plan.ts";
import type { RunEvent } from "@/lib/run/event.ts";
import { runBuilder } from "@/lib/trace/fixtures/run-builder.ts";
import type { RunRequest } from "@/lib/views/run-setup.ts";
import type { RunSetupProps } from "./run-props.ts";
import { createRunSession, draftOf } from "./run-session.ts";

const schema: ObjectSchema = {
  type: "object",
  properties: { orderId: { type: "string", minLength: 1 } },
  required: ["orderId"],
};

function session(
  start: RunSetupProps["start"],
  cancel: RunSetupProps["cancel"] = async () => ({ ok: true }),
) {
  const begun: (string | null)[] = [];
  const store = createRunSession(
    {
      start,
      cancel,
      runsUrl: "/api/runs",
      realModel: { ready: false, reason: "No model is connected." },
      judged: null,
      firstRun: true,
      shown: null,
    },
    (runId) => begun.push(runId),
  );
  return { store, begun };
}
const plan = emptyPlan();
const started = (asked: RunRequest[]): RunSetupProps["start"] => {
  return async (request) => {
    asked.push(request);
    return { ok: true, runId: `run-${asked.length}`, plan, workflows: [] };
  };
};
const stored = async () => true;

test("a run starts with what the form holds, and is shown", async () => {
  const asked: RunRequest[] = [];
  const { store, begun } = session(started(asked));
  store.getState().setDraft({ orderId: "SO-1" });
  store.getState().setInstant(true);
  store.getState().setPriority("high");
  expect(await store.getState().start({ schema, input: null, ready: stored })).toBe(true);
  expect(asked).toEqual([{ mode: "simulated", input: { orderId: "SO-1" }, instant: true, priority: "high" }]);
  expect(store.getState().shown?.run.runId).toBe("run-1");
  expect(begun).toEqual(["run-1"]);
});

test("an input that does not fit starts nothing and is told at its field", async () => {
  const asked: RunRequest[] = [];
  const { store } = session(started(asked));
  expect(await store.getState().start({ schema, input: null, ready: stored })).toBe(false);
  expect(asked).toEqual([]);
  expect(store.getState().fields).toEqual({ orderId: "This is needed." });
  store.getState().setDraft({ orderId: "SO-1" });
  expect(store.getState().fields).toEqual({});
});

test("nothing starts while changes are not stored", async () => {
  const asked: RunRequest[] = [];
  const { store } = session(started(asked));
  const request = { schema: emptyObjectSchema(), input: {}, ready: async () => false };
  expect(await store.getState().start(request)).toBe(false);
  expect(asked).toEqual([]);
  expect(store.getState().problem).toContain("could not be stored");
});

test("a refusal is told in its own words, and the run that was shown stays", async () => {
  const answers: Awaited<ReturnType<RunSetupProps["start"]>>[] = [
    { ok: true, runId: "run-1", plan, workflows: [] },
    { ok: false, code: "INVALID", message: "This workflow can't run yet.", fields: { orderId: "No." } },
  ];
  const { store } = session(
    async () => answers.shift() ?? { ok: false, code: "X", message: "no more", fields: {} },
  );
  const request = { schema, input: { orderId: "SO-1" }, ready: stored };
  await store.getState().start(request);
  expect(await store.getState().start(request)).toBe(false);
  expect(store.getState()).toMatchObject({
    problem: "This workflow can't run yet.",
    fields: { orderId: "No." },
    starting: false,
  });
  expect(store.getState().shown?.run.runId).toBe("run-1");
});

test("a server that can't be reached is said so, for starting and for cancelling", async () => {
  const request = { schema, input: { orderId: "SO-1" }, ready: stored };
  const lost = session(async () => {
    throw new TypeError("fetch failed");
  });
  expect(await lost.store.getState().start(request)).toBe(false);
  expect(lost.store.getState().problem).toContain("could not be reached");
  const going = session(started([]), async () => {
    throw new TypeError("fetch failed");
  });
  await going.store.getState().start(request);
  await going.store.getState().cancel();
  expect(going.store.getState().problem).toContain("the run goes on");
});

test("an input beyond the limit is refused in words, before it is sent", async () => {
  const asked: RunRequest[] = [];
  const { store } = session(started(asked));
  const input = { orderId: "x".repeat(5_000_000) };
  expect(await store.getState().start({ schema, input, ready: stored })).toBe(false);
  expect(asked).toEqual([]);
  expect(store.getState().problem).toContain("expected at most 5.0 million characters");
});

test("two presses start one run", async () => {
  const asked: RunRequest[] = [];
  const { store } = session(started(asked));
  const request = { schema, input: { orderId: "SO-1" }, ready: stored };
  const both = await Promise.all([store.getState().start(request), store.getState().start(request)]);
  expect(both).toEqual([true, false]);
  expect(asked).toHaveLength(1);
});

test("a run that the server names later is shown where none is yet, and never in place of another", async () => {
  const { store } = session(started([]));
  const { setup, renew } = store.getState();
  const named = (runId: string): RunSetupProps => ({
    ...setup,
    firstRun: false,
    shown: { runId, plan, workflows: [], input: {}, mode: "simulated", events: [] },
  });
  renew(named("run-7"));
  expect(store.getState().setup.firstRun).toBe(false);
  expect(store.getState().shown?.run.runId).toBe("run-7");
  renew(named("run-8"));
  expect(store.getState().shown?.run.runId).toBe("run-7");
});

test("a run that has ended can be put away: its input stays in the form, and the server's word does not bring it back", async () => {
  const build = runBuilder("run-7");
  build.start({ orderId: "SO-7" });
  const { store, begun } = session(started([]));
  const { setup, renew, putAway } = store.getState();
  const named = (events: RunEvent[]): RunSetupProps => ({
    ...setup,
    shown: {
      runId: "run-7",
      plan,
      workflows: [],
      input: { orderId: "SO-7" },
      mode: "simulated",
      events: [...events],
    },
  });
  renew(named(build.events));
  putAway();
  expect(store.getState().shown?.run.runId).toBe("run-7");
  expect(begun).toEqual([]);

  const { store: later, begun: told } = session(started([]));
  build.finish(null);
  later.getState().renew(named(build.events));
  later.getState().putAway();
  expect(later.getState().shown).toBeNull();
  expect(draftOf(later.getState(), schema)).toEqual({ orderId: "SO-7" });
  expect(told).toEqual([null]);
  later.getState().renew(named(build.events));
  expect(later.getState().shown).toBeNull();
});
