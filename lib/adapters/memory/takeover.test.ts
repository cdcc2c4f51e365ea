import { expect, test } from "vitest";
import type { ModelCall } from "../../engine/ports.ts";
import { firstDifference } from "../../engine/redecide.ts";
import { FORMAT } from "../../plan/format.ts";
import type { Plan } from "../../plan/plan.ts";
import type { RunEvent } from "../../run/event.ts";
import { foldAll } from "../../trace/fold.ts";
import { createBench, type Script } from "./run-bench.ts";
import {
  agent,
  calls,
  flow,
  flowPlan,
  limitsOf,
  map,
  planOf,
  texts,
  tool,
  topic,
  withWorkflows,
  workflow,
} from "./small-plan.ts";

const told = (call: ModelCall) => call.messages.filter((message) => message.role === "tool").length;
const writes: Script["tools"] = () => ({ status: "ok", result: null, held: false, notes: [] });
const asks = (name: string, step: ReturnType<typeof agent>["id"]) => ({
  calls: [calls("tool", name, [])],
  id: step,
});

/** A bench whose run was left by its runner with these events stored, `afterMs` ago. */
async function left(script: Script, plan: Plan, events: RunEvent[], afterMs = 10) {
  const bench = createBench(script);
  await bench.start(plan, topic("x"));
  const lease = await bench.log.claim("run-1", "the one that dies", 1);
  if (!lease) throw new Error("the run could not be claimed");
  if (events.length > 1) await bench.log.append(lease, events.slice(1), [], []);
  bench.clock.advance(afterMs);
  return bench;
}

/** The events of a run up to the first that begins a call of this kind. */
async function untilBegun(script: Script, plan: Plan, kind: "model" | "tool"): Promise<RunEvent[]> {
  const bench = createBench(script);
  await bench.start(plan, topic("x"));
  await bench.drive();
  const events = await bench.events();
  const begun = events.findIndex((event) => event.type === "span-start" && event.work.kind === kind);
  return events.slice(0, begun + 1);
}

const payer: Script = {
  models: (call) => {
    if (call.messages[0]?.content === "You are payer.")
      return told(call) === 0 ? { calls: [{ name: "pay", arguments: {} }] } : { text: "paid" };
    return told(call) === 0
      ? { calls: [{ name: "payer", arguments: {} }] }
      : { calls: [{ name: "finish", arguments: { references: [] } }] };
  },
  tools: writes,
};
const lead = agent("lead", { role: "supervisor", calls: [calls("worker", "payer", [])] });
const paying = planOf(lead, [agent("payer", asks("pay", "payer")), tool("pay", "write", texts())]);

test("a run whose time was up while nobody drove it ends, and nothing comes after its end", async () => {
  const limits = limitsOf({ deadlineMs: 2_000, maxOutputTokens: 100 });
  const plan = planOf(agent("writer", { limits }), []);
  const script: Script = { models: () => ({ text: "done", ms: 100 }) };
  const bench = await left(script, plan, await untilBegun(script, plan, "model"), 60_000);
  expect(await bench.drive()).toBe("ended");
  const events = await bench.events();
  expect(events.at(-1)).toMatchObject({ type: "run-end", outcome: { failure: { code: "deadline" } } });
  expect(await bench.log.claim("run-1", "another", 1)).toBeNull();
});

test("a runner that slept through a takeover before it had read the log is refused", async () => {
  const bench = createBench({ models: () => ({ text: "done" }) });
  await bench.start(planOf(agent("writer"), []), topic("x"));
  const { log } = bench.ports;
  let asleep = true;
  bench.ports.log = {
    ...log,
    async read(...range) {
      if (asleep) {
        asleep = false;
        bench.clock.advance(120_000);
        const lease = await log.claim("run-1", "another", 1_000);
        if (lease)
          await log.append(
            lease,
            [{ runId: "run-1", seq: 2, at: 1, schema: FORMAT, cause: null, type: "timer-fire" }],
            [],
            [],
          );
      }
      return log.read(...range);
    },
  };
  expect(await bench.drive()).toBe("fenced");
  expect(await bench.events()).toHaveLength(2);
});

test("a write that a crash cut makes its run end as unknown, though its supervisor went on and finished", async () => {
  const bench = await left(payer, paying, await untilBegun(payer, paying, "tool"));
  expect(await bench.drive()).toBe("ended");
  expect(bench.performed).toEqual([]);
  const trace = foldAll("run-1", await bench.events());
  expect([...trace.spans.values()].find((span) => span.step === "lead")?.state).toBe("ok");
  expect(trace.state).toBe("unknown");
  expect(trace.failure?.message).toContain("Check on the other side");
});

test("a write that a crash cut is told as unknown in a cancelled run too", async () => {
  const bench = await left(payer, paying, await untilBegun(payer, paying, "tool"));
  await bench.log.send("run-1", "m1", { kind: "cancel", by: "Ada", reason: "wrong order" });
  expect(await bench.drive()).toBe("ended");
  const trace = foldAll("run-1", await bench.events());
  expect(trace.state).toBe("cancelled");
  const pay = [...trace.spans.values()].find((span) => span.step === "pay" && span.kind === "step");
  expect(pay).toMatchObject({ state: "unknown", failure: { code: "outcome-unknown" } });
});

test("whoever takes a run over decides what its log lets everybody decide: inside workflows", async () => {
  const inner = flowPlan([agent("x"), agent("y")], [flow("in", "x"), flow("x", "y"), flow("y", "out")]);
  const main = flowPlan(
    [
      agent("a", { retry: { attempts: 1, backoffMs: 0 } }),
      workflow("sub", "inner@1", { parameters: texts() }),
    ],
    [flow("in", "a"), flow("in", "sub"), flow("a", "out"), flow("sub", "out")],
  );
  const plan = withWorkflows(main, { "inner@1": inner });
  const script: Script = {
    models: ({ messages }) =>
      messages[0]?.content === "You are a."
        ? { failure: { code: "bad-luck", message: "No.", retryable: false }, ms: 10 }
        : { text: "done", ms: 10 },
  };
  const whole = createBench(script);
  await whole.start(plan, topic("x"));
  await whole.drive();
  const events = await whole.events();
  const isCallOf = (step: string) => (event: RunEvent) =>
    event.type === "span-start" && event.work.kind === "model" && event.step === step;
  const begun = [events.findIndex(isCallOf("a")), events.findIndex(isCallOf("x"))];
  const stored = events.slice(0, Math.max(...begun) + 1);
  // The runner that gives the run back has stored how its calls ended, and decided nothing from it.
  for (const at of [...begun].reverse()) {
    const end = events.find((event) => event.type === "span-end" && event.span === events[at]?.seq);
    if (end) stored.push({ ...end, seq: stored.length + 1 });
  }
  const bench = await left(script, plan, stored, 100);
  expect(await bench.drive()).toBe("ended");
  expect(firstDifference(plan, "run-1", await bench.events())).toBeNull();
});

test("whoever takes a run over decides what its log lets everybody decide: when the time of an asker is over", async () => {
  const limits = limitsOf({ deadlineMs: 2_000, maxOutputTokens: 100 });
  const plan = planOf(agent("lead", { role: "supervisor", calls: [calls("worker", "writer", [])], limits }), [
    agent("writer"),
  ]);
  const script: Script = {
    models: ({ messages }) =>
      messages[0]?.content === "You are lead."
        ? { calls: [{ name: "writer", arguments: {} }] }
        : { text: "done", ms: 500 },
  };
  const whole = createBench(script);
  await whole.start(plan, topic("x"));
  await whole.drive();
  const events = await whole.events();
  const begun = events.findIndex(
    (event) => event.type === "span-start" && event.work.kind === "model" && event.step === "writer",
  );
  const bench = await left(script, plan, events.slice(0, begun + 1), 60_000);
  expect(await bench.drive()).toBe("ended");
  const all = await bench.events();
  expect(firstDifference(plan, "run-1", all)).toBeNull();
  const late = all.filter((event) => event.type === "decision" && event.decision.what === "deadline");
  expect(late).toHaveLength(1);
});

test("nothing begins in a map that has failed, also where its items' calls had ended before somebody took it over", async () => {
  const say = agent("say", { calls: [calls("tool", "look", [])] });
  const plan = planOf(map("each", "say", { items: "['bad', 'good']" }), [say, tool("look", "read", texts())]);
  const refusal = { code: "bad-item", message: "No.", retryable: false };
  const script: Script = {
    models: (call) => {
      if (JSON.stringify(call.messages).includes("bad")) return { failure: refusal, ms: 1_000 };
      return told(call) === 0 ? { calls: [{ name: "look", arguments: {} }] } : { text: "seen", ms: 2_000 };
    },
    tools: writes,
  };
  const bench = createBench(script);
  await bench.start(plan, topic("x"));
  await bench.drive();
  const events = await bench.events();
  const isCall = (event: RunEvent) => event.type === "span-start" && event.work.kind !== "step";
  const looked = events.findIndex((event) => event.type === "span-start" && event.work.kind === "tool");
  const before = events.slice(0, looked + 1);
  const open = before.filter((start) => isCall(start) && !before.some((end) => isEndOf(end, start)));
  const ends = open.flatMap((start) => events.find((end) => isEndOf(end, start)) ?? []);
  expect(ends).toHaveLength(2);
  const stored = ends.map((end, index) => ({ ...end, seq: before.length + 1 + index, cause: null }));
  const other = await left(script, plan, [...before, ...stored]);
  await other.drive();
  const after = (await other.events()).slice(before.length + ends.length);
  expect(after.at(-1)).toMatchObject({ outcome: { failure: { code: "item-failed" } } });
  expect(after.filter(({ type }) => type === "span-start")).toEqual([]);
});

const isEndOf = (end: RunEvent, start: RunEvent) => end.type === "span-end" && end.span === start.seq;
