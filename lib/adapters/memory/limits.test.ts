import { expect, test } from "vitest";
import { firstDifference } from "../../engine/redecide.ts";
import type { AgentStep, Plan } from "../../plan/plan.ts";
import type { RunEvent } from "../../run/event.ts";
import { foldAll } from "../../trace/fold.ts";
import { createBench, type Script } from "./run-bench.ts";
import { agent, calls, limitsOf, model, planOf, texts, tool, topic } from "./small-plan.ts";

const done = { status: "ok" as const, result: null, held: false, notes: [] };

/** Drives a plan to its end and returns what came of it; its choices must follow from its facts. */
async function driven(plan: Plan, script: Script) {
  const bench = createBench(script);
  await bench.start(plan, topic("x"));
  expect(await bench.drive()).toBe("ended");
  const events = await bench.events();
  expect(firstDifference(plan, "run-1", events)).toBeNull();
  return { bench, events, trace: foldAll("run-1", events) };
}

function reservedIn(events: RunEvent[]) {
  return events.flatMap((event) =>
    event.type === "span-start" && event.work.kind === "model" ? [event.work.reserved] : [],
  );
}

/** An agent that calls its tool until it is stopped. */
function tireless(limits: AgentStep["limits"], more: Partial<AgentStep> = {}): [Plan, Script] {
  const main = agent("reader", { limits, calls: [calls("tool", "erp", [])], ...more });
  const script: Script = {
    models: () => ({ calls: [{ name: "erp", arguments: {} }], used: [40, 60] }),
    tools: () => done,
  };
  return [planOf(main, [tool("erp", "read", texts())]), script];
}

/** A supervisor that asks `workers` together, then finishes with what came. */
function team(limits: AgentStep["limits"], workers: AgentStep[], worker: Script["models"]): [Plan, Script] {
  const names = workers.map(({ id }) => id);
  const lead = agent("lead", {
    role: "supervisor",
    limits,
    calls: names.map((name) => calls("worker", name, [])),
  });
  const models: Script["models"] = (call, nth) => {
    if (call.messages[0]?.content !== "You are lead.") return worker(call, nth);
    if (call.messages.length === 2) return { calls: names.map((name) => ({ name, arguments: {} })) };
    return { calls: [{ name: "finish", arguments: { references: names.map((name) => `${name}#1`) } }] };
  };
  return [planOf(lead, workers), { models }];
}

test("a step stays within its tokens: the call that might not is not made, and the failure says the numbers", async () => {
  const { bench, events, trace } = await driven(
    ...tireless(limitsOf({ maxTokens: 2_000, maxTurns: 200, maxOutputTokens: 100 })),
  );
  const { usage } = trace.totals;
  const used = usage.inputTokens + usage.outputTokens;
  expect(used).toBe(bench.models.calls.length * 100);
  const [before, last] = events
    .flatMap((event) => (event.type === "request-size" ? [event.bytes] : []))
    .slice(-2);
  // The endpoint counted 40 tokens for the request before, which the next one begins with.
  const size = 40 + (last ?? 0) - (before ?? 0);
  // There was room for the last call, and there was none for one more.
  expect(used).toBeLessThanOrEqual(2_000);
  expect(used + size + 100).toBeGreaterThan(2_000);
  expect(trace.failure).toMatchObject({
    code: "token-limit",
    message: `Expected “reader” to stay within 2,000 tokens: ${used.toLocaleString("en")} are used, and the next call of small may take up to ${(size + 100).toLocaleString("en")} (${size.toLocaleString("en")} for its request, 100 for the answer). Raise the limit, or lower the longest answer.`,
  });
});

test("what is set aside for a call is its request in bytes, its longest answer, and their price", async () => {
  const { bench, events } = await driven(
    ...tireless(limitsOf({ maxCostNanos: 10_000, maxTurns: 1, maxOutputTokens: 100 }), {
      models: [model("small", { input: 2, output: 7.5 })],
    }),
  );
  const [first] = bench.models.calls;
  const bytes = first ? Buffer.byteLength(JSON.stringify(bench.models.request(first))) : 0;
  expect(reservedIn(events)).toEqual([
    { inputTokens: bytes, outputTokens: 100, costNanos: Math.ceil(bytes * 2 + 750) },
  ]);
});

test("a run without such limits neither measures nor reserves", async () => {
  const { events } = await driven(...tireless(limitsOf({ maxTurns: 2 })));
  expect(events.filter((event) => event.type === "request-size")).toEqual([]);
  expect(reservedIn(events)).toEqual([undefined, undefined]);
});

test("a step stays within its cost", async () => {
  const [plan, script] = tireless(
    limitsOf({ maxCostNanos: 1_000_000_000, maxTurns: 200, maxOutputTokens: 100 }),
    {
      models: [model("dear", { input: 1_000_000, output: 2_000_000 })],
    },
  );
  const models: Script["models"] = (...call) => ({ ...script.models(...call), costNanos: 160_000_000 });
  const { trace } = await driven(plan, { ...script, models });
  expect(trace.totals.costNanos).toBeLessThanOrEqual(1_000_000_000);
  expect(trace.totals.costNanos).toBeGreaterThan(0);
  expect(trace.failure?.code).toBe("cost-limit");
  expect(trace.failure?.message).toMatch(
    /within \$1\.00: \$0\.\d+ is spent, and the next call of dear may cost up to \$0\.\d+\./,
  );
});

test("where a later model is cheap enough, it goes on with that", async () => {
  const [plan, script] = tireless(
    limitsOf({ maxCostNanos: 100_000_000, maxTurns: 3, maxOutputTokens: 100 }),
    {
      models: [
        model("dear", { input: 1_000_000, output: 1_000_000 }),
        model("dearer", { input: 2_000_000, output: 2_000_000 }),
        model("cheap", { input: 1, output: 1 }),
      ],
    },
  );
  const { bench, trace } = await driven(plan, script);
  expect(bench.models.calls.map((call) => call.choice.model)).toEqual(["cheap", "cheap", "cheap"]);
  const reasons = trace.decisions.filter(({ decision }) => decision.what === "fallback");
  expect(reasons.map(({ decision }) => decision)).toMatchObject([
    { code: "cost-limit", from: 0, to: 1 },
    { code: "cost-limit", from: 1, to: 2 },
  ]);
  expect(trace.failure?.code).toBe("turn-limit");
});

test("a model without a price can't be kept within a cost", async () => {
  const { bench, trace } = await driven(
    ...tireless(limitsOf({ maxCostNanos: 1_000_000_000 }), { models: [model("homemade", null)] }),
  );
  expect(bench.models.calls).toEqual([]);
  expect(trace.failure).toMatchObject({
    code: "no-price",
    message: expect.stringContaining("nobody knows what homemade costs"),
  });
});

test("calls of models and tools are counted together", async () => {
  const { bench, trace } = await driven(...tireless(limitsOf({ maxCalls: 5 })));
  expect([bench.models.calls.length, bench.performed.length]).toEqual([3, 2]);
  expect(trace.failure).toMatchObject({
    code: "call-limit",
    message: expect.stringContaining("Expected “reader” to be done with 5 calls"),
  });
});

test("who is asked draws from the asker's pool, and the asker keeps what had come when it is empty", async () => {
  const first = agent("first", { limits: limitsOf({ maxOutputTokens: 100 }) });
  const second = agent("second", { limits: limitsOf({ maxOutputTokens: 100 }) });
  const [plan, script] = team(
    limitsOf({ maxTokens: 3_000, maxOutputTokens: 100 }),
    [first, second],
    (call) =>
      call.messages[0]?.content === "You are first."
        ? { text: "found", used: [10, 10] }
        : { text: "much", used: [2_000, 700], ms: 5 },
  );
  const { trace } = await driven(plan, script);
  const lead = [...trace.spans.values()].find((span) => span.step === "lead" && span.kind === "step");
  expect(lead?.failure?.code).toBe("token-limit");
  expect(lead?.failure?.message).toContain("“lead”");
  expect(lead?.result?.inline).toBe('{"first":"found","second":"much"}');
});

test("a worker's own limit is its own: the others go on", async () => {
  const frugal = agent("frugal", { limits: limitsOf({ maxTokens: 100, maxOutputTokens: 100 }) });
  const [plan, script] = team(
    limitsOf({ maxTokens: 50_000, maxOutputTokens: 100 }),
    [frugal, agent("other")],
    () => ({
      text: "found",
    }),
  );
  const { trace } = await driven(plan, script);
  const ends = [...trace.spans.values()].filter((span) => span.kind === "step" && span.call !== null);
  expect(ends.map((span) => [span.step, span.failure?.code ?? span.state])).toEqual([
    ["frugal", "token-limit"],
    ["other", "ok"],
  ]);
});

test("workers wait for room that open calls may give back, and none of them fails", async () => {
  const workers = ["a", "b", "c", "d"].map((id) =>
    agent(id, { limits: limitsOf({ maxOutputTokens: 1_000 }) }),
  );
  let together = 0;
  let most = 0;
  const [plan, script] = team(limitsOf({ maxTokens: 2_600, maxOutputTokens: 100 }), workers, () => ({
    text: "found",
    ms: 100,
  }));
  const { bench, events, trace } = await driven(plan, script);
  for (const event of events) {
    if (event.type === "span-start" && event.work.kind === "model") most = Math.max(most, ++together);
    if (event.type === "span-end" && event.reply) together -= 1;
  }
  expect(most).toBe(2);
  expect(bench.clock.monotonic()).toBeGreaterThanOrEqual(200);
  expect(trace.state).toBe("ok");
});

test("a retry that is due waits for room without asking the clock again and again", async () => {
  const workers = ["long", "failing"].map((id) =>
    agent(id, { limits: limitsOf({ maxOutputTokens: 1_000 }) }),
  );
  const busy = { code: "server-error", message: "503", retryable: true };
  let failures = 0;
  const [plan, script] = team(limitsOf({ maxTokens: 2_600, maxOutputTokens: 100 }), workers, (call) => {
    if (call.messages[0]?.content === "You are long.") return { text: "found", ms: 1_000 };
    return failures++ === 0 ? { failure: busy, used: [300, 200] } : { text: "found" };
  });
  const { events, trace } = await driven(plan, script);
  expect(trace.state).toBe("ok");
  const starts = events.flatMap((event) =>
    event.type === "span-start" && event.work.kind === "model" ? [event] : [],
  );
  const again = starts.find((event) => event.attempt === 1);
  expect((again?.at ?? 0) - (starts[0]?.at ?? 0)).toBeGreaterThanOrEqual(1_000);
  expect(events.filter((event) => event.type === "timer-fire").length).toBeLessThan(3);
});

/** Drives the plan on after its runner was lost in its first model call. */
async function afterLoss(plan: Plan, script: Script) {
  const whole = await driven(plan, script);
  const begun = whole.events.findIndex((event) => event.type === "span-start" && event.work.kind === "model");
  const bench = createBench(script);
  await bench.start(plan, topic("x"));
  const lease = await bench.log.claim("run-1", "the one that is lost", 1);
  if (!lease) throw new Error("the run could not be claimed");
  await bench.log.append(lease, whole.events.slice(1, begun + 1), [], []);
  bench.clock.advance(10);
  expect(await bench.drive()).toBe("ended");
  const events = await bench.events();
  return { reserved: reservedIn(events), trace: foldAll("run-1", events) };
}

test("a call lost with its runner stays taken with what was set aside for it, and the costs are an estimate", async () => {
  const within = (maxTokens: number) =>
    planOf(agent("writer", { limits: limitsOf({ maxTokens, maxOutputTokens: 1_000 }) }), []);
  const script: Script = { models: () => ({ text: "done", ms: 100 }) };
  const wide = await afterLoss(within(2_500), script);
  const [lost, again] = wide.reserved;
  const taken = (lost?.inputTokens ?? 0) + (lost?.outputTokens ?? 0);
  expect(again).toEqual(lost);
  const { usage, costNanos } = wide.trace.totals;
  expect(usage.estimated).toBe(true);
  expect(usage.inputTokens + usage.outputTokens).toBe(taken + 15);
  expect(costNanos).toBe(taken + 1_000);

  const narrow = await afterLoss(within(taken + 500), script);
  expect(narrow.trace.failure?.code).toBe("token-limit");
});

test("a call lost with its runner may leave no room for the same model; the next one has no attempt more than it has", async () => {
  const models = [model("dear", { input: 10, output: 10 }), model("cheap", { input: 1, output: 1 })];
  const limits = limitsOf({ maxCostNanos: 20_000, maxOutputTokens: 1_000 });
  const retry = { attempts: 1, backoffMs: 0 };
  const busy = { code: "server-error", message: "503", retryable: true };
  const { reserved, trace } = await afterLoss(planOf(agent("writer", { models, limits, retry }), []), {
    models: ({ choice }) => (choice.model === "cheap" ? { failure: busy } : { text: "done", ms: 100 }),
  });
  expect(reserved.length).toBe(2);
  expect(trace.decisions.map(({ decision }) => decision.what)).toEqual(["fallback", "stop"]);
  expect(trace.failure?.code).toBe("server-error");
});
