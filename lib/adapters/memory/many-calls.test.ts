import { expect, test } from "vitest";
import { CallLanes } from "../../engine/call-lanes.ts";
import { MAX_UNDER_WAY } from "../../engine/decide-turn.ts";
import { driveRun } from "../../engine/drive.ts";
import { firstDifference } from "../../engine/redecide.ts";
import { MAX_CALLS_PER_REPLY } from "../../engine/reply.ts";
import type { ToolStep } from "../../plan/plan.ts";
import { createBench } from "./run-bench.ts";
import { agent, calls, field, planOf, texts, tool, topic } from "./small-plan.ts";

const lookUp = tool("look_up", "read", texts("id"));
const clerk = agent("clerk", { calls: [calls("tool", "look_up", [field("id")])] });
const asking = (many: number) => ({
  calls: Array.from({ length: many }, (_, id) => ({ name: "look_up", arguments: { id: String(id) } })),
});

test("of 1,600 calls in one reply 64 are performed, 16 at once, and the model is told about the others", async () => {
  let underWay = 0;
  let most = 0;
  const order: unknown[] = [];
  const bench = createBench({
    models: (_call, nth) => (nth === 1 ? asking(1_600) : { text: "done" }),
    tools: async (call, nth, signal) => {
      order.push(call.arguments.id);
      most = Math.max(most, ++underWay);
      await bench.clock.wait(10 + nth, signal);
      underWay -= 1;
      return { status: "ok", result: nth, held: false, notes: [] };
    },
  });
  const plan = planOf(clerk, [lookUp]);
  await bench.start(plan, topic("x"));
  expect(await bench.drive()).toBe("ended");
  expect(order).toEqual(Array.from({ length: MAX_CALLS_PER_REPLY }, (_, id) => String(id)));
  expect(most).toBe(MAX_UNDER_WAY);
  const told = bench.models.calls[1]?.messages.filter((message) => message.role === "tool") ?? [];
  expect(told.slice(0, 64).map(({ content }) => JSON.parse(content))).toEqual(
    Array.from({ length: 64 }, (_, nth) => nth + 1),
  );
  expect(told[64]?.content).toContain("a reply may make 64 calls at once, and this one made 1600");
  const events = await bench.events();
  expect(events.at(-1)).toMatchObject({ type: "run-end", outcome: { status: "ok" } });
  expect(
    events.flatMap((event) =>
      event.type === "decision" && event.decision.what === "route" ? [event.decision] : [],
    ),
  ).toMatchObject([{ calls: Array.from({ length: 64 }, (_, at) => at), tooMany: 1_000 - 64 }]);
  expect(firstDifference(plan, "run-1", events)).toBeNull();
});

test("of one reply's calls none reads what another brought, however many have ended before it begins", async () => {
  const path = '{"seen": has(results.look_up) ? results.look_up : "nothing"}';
  const seen: ToolStep = { ...lookUp, parameters: texts() };
  const reader = agent("clerk", { calls: [calls("tool", "look_up", [field("before", path)])] });
  const bench = createBench({
    models: (_call, nth) => (nth <= 2 ? asking(40) : { text: "done" }),
    tools: (_call, nth) => ({ status: "ok", result: nth, held: false, notes: [] }),
  });
  await bench.start(planOf(reader, [seen]), topic("x"));
  await bench.drive();
  const received = bench.performed.map(({ arguments: given }) => JSON.stringify(given.before));
  expect(received.slice(0, 40)).toEqual(Array(40).fill('{"seen":"nothing"}'));
  expect(new Set(received.slice(40)).size).toBe(1);
});

test("a model that makes too many calls again and again is told so, and the step goes on", async () => {
  const bench = createBench({
    models: (_call, nth) => (nth <= 5 ? asking(70) : { text: "done" }),
    tools: (_call, nth) => ({ status: "ok", result: nth, held: false, notes: [] }),
  });
  await bench.start(planOf(clerk, [lookUp]), topic("x"));
  await bench.drive();
  expect(bench.performed).toHaveLength(5 * MAX_CALLS_PER_REPLY);
  expect((await bench.events()).at(-1)).toMatchObject({ type: "run-end", outcome: { status: "ok" } });
});

test("many facts at once are stored a few at a time, and everything else has its turn in between", async () => {
  const bench = createBench({
    models: (_call, nth) => (nth <= 3 ? asking(1_600) : { text: "done" }),
    tools: (_call, nth) => ({ status: "ok", result: nth, held: false, notes: [] }),
  });
  let turns = 0;
  let over = false;
  const others = () => {
    turns += 1;
    if (!over) setImmediate(others);
  };
  const appended: { events: number; turns: number }[] = [];
  const log = {
    ...bench.log,
    append: ((...args) => {
      appended.push({ events: args[1].length, turns });
      return bench.log.append(...args);
    }) satisfies typeof bench.log.append,
  };
  await bench.start(planOf(clerk, [lookUp]), topic("x"));
  others();
  const { signal } = new AbortController();
  await driveRun({ ...bench.ports, log }, "run-1", { name: "tester", leaseMs: 60_000, signal });
  over = true;
  expect(Math.max(...appended.map(({ events }) => events))).toBeLessThan(70);
  const full = appended.filter(({ events }) => events >= 32);
  expect(full.length).toBeGreaterThan(0);
  for (const one of full) {
    const next = appended[appended.indexOf(one) + 1];
    if (next) expect(next.turns).toBeGreaterThan(one.turns);
  }
});

test("the first calls of a reply begin before the last has its context", async () => {
  const begun: number[] = [];
  const bench = createBench({
    models: (_call, nth) => (nth === 1 ? asking(64) : { text: "done" }),
    tools: async (_call, nth) => {
      const filled = (await bench.events()).filter(({ type }) => type === "context-fill").length;
      begun.push(filled);
      return { status: "ok", result: nth, held: false, notes: [] };
    },
  });
  await bench.start(planOf(clerk, [lookUp]), topic("x"));
  await bench.drive();
  expect(begun[0]).toBeLessThan(64);
});

test("runs that share the places of a process take turns", async () => {
  const lanes = new CallLanes(2);
  const never = new AbortController().signal;
  const order: string[] = [];
  const leaves: (() => void)[] = [];
  const ask = (runId: string, signal = never) =>
    lanes.take(runId, signal).then((leave) => {
      order.push(runId);
      leaves.push(leave);
    });
  const asked = ["a", "a", "a", "a", "a", "b", "c"].map((runId) => ask(runId));
  const stopped = new AbortController();
  asked.push(ask("d", stopped.signal));
  await Promise.all(asked.slice(0, 2));
  expect(order).toEqual(["a", "a"]);
  stopped.abort();
  await asked[7];
  expect(order).toEqual(["a", "a", "d"]);
  for (let at = 0; at < leaves.length; at++) {
    leaves[at]?.();
    // Given back twice, a place is free once.
    leaves[at]?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(asked);
  expect(order.slice(3)).toEqual(["a", "b", "c", "a", "a"]);
});
