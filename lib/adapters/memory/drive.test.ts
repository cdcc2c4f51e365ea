import { expect, test } from "vitest";
import type { ModelCall } from "../../engine/ports.ts";
import { foldAll } from "../../trace/fold.ts";
import { createBench } from "./run-bench.ts";
import {
  agent,
  calls,
  field,
  flow,
  flowPlan,
  limitsOf,
  model,
  planOf,
  texts,
  tool,
  topic,
  withWorkflows,
  workflow,
} from "./small-plan.ts";

const lastMessage = (call: ModelCall) => call.messages.at(-1);

test("an agent answers and the output's template gives the run's answer", async () => {
  const bench = createBench({ models: () => ({ text: "Scores are read from left to right." }) });
  await bench.start(
    planOf(agent("writer"), [], "On {{ input.topic }}: {{ results.writer }}"),
    topic("music"),
  );
  expect(await bench.drive()).toBe("ended");
  expect(await bench.answer()).toBe("On music: Scores are read from left to right.");
  const events = await bench.events();
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.at(-1)).toMatchObject({ type: "run-end", outcome: { status: "ok" } });
  expect(bench.models.calls[0]?.messages).toEqual([
    { role: "system", content: "You are writer." },
    { role: "user", content: JSON.stringify({ topic: "music" }) },
  ]);
});

test("every choice names the fact that caused it", async () => {
  const bench = createBench({ models: () => ({ text: "done" }) });
  await bench.start(planOf(agent("writer"), []), topic("x"));
  await bench.drive();
  const events = await bench.events();
  const facts = new Set(["run-start", "run-claim", "message", "timer-fire", "context-fill", "request-size"]);
  for (const event of events) {
    if (event.type === "span-start" || event.type === "decision" || event.type === "run-end") {
      expect(event.cause, `${event.type} ${event.seq}`).not.toBeNull();
      const cause = events[(event.cause ?? 0) - 1];
      expect(cause?.cause).toBeNull();
    }
    if (facts.has(event.type)) expect(event.cause).toBeNull();
  }
});

test("tools asked for together are performed together and their results come back whole", async () => {
  let together = 0;
  let most = 0;
  const erp = tool("erp", "read", texts("id"));
  const wms = tool("wms", "read", texts("id"));
  const bench = createBench({
    models: (_call, nth) =>
      nth === 1
        ? {
            calls: [
              { name: "erp", arguments: { id: "1" } },
              { name: "wms", arguments: { id: "1" } },
            ],
          }
        : { text: "both read" },
    tools: async (call, _nth, signal) => {
      most = Math.max(most, ++together);
      await bench.clock.wait(10, signal);
      together -= 1;
      return { status: "ok", result: { from: call.name }, held: false, notes: [] };
    },
  });
  const main = agent("reader", {
    calls: [calls("tool", "erp", [field("id")]), calls("tool", "wms", [field("id")])],
  });
  await bench.start(planOf(main, [erp, wms]), topic("x"));
  await bench.drive();
  expect(most).toBe(2);
  expect(bench.models.calls[1]?.messages.slice(-2)).toEqual([
    { role: "tool", callId: "call_1_0", content: '{"from":"erp"}' },
    { role: "tool", callId: "call_1_1", content: '{"from":"wms"}' },
  ]);
});

test("a supervisor routes, hands results on by path, and finishes with references", async () => {
  const bench = createBench({
    models: (call, _nth) => {
      if (call.messages[0]?.content === "You are find.") return { text: "a finding of 3 pages" };
      if (call.messages[0]?.content === "You are write.")
        return { text: `wrote from ${lastMessage(call)?.content}` };
      const told = call.messages.filter((message) => message.role === "tool").length;
      if (told === 0) return { calls: [{ name: "find", arguments: { what: "music" } }] };
      if (told === 1) return { calls: [{ name: "write", arguments: {} }] };
      return { calls: [{ name: "finish", arguments: { references: ["write#1"], note: "It is written." } }] };
    },
  });
  const main = agent("lead", {
    role: "supervisor",
    calls: [
      calls("worker", "find", [field("what")]),
      calls("worker", "write", [field("finding", "results.find"), field("topic", "input.topic")], ["find"]),
    ],
  });
  await bench.start(
    planOf(main, [agent("find"), agent("write")], "{{ results.lead.write }}"),
    topic("music"),
  );
  expect(await bench.drive()).toBe("ended");
  expect(await bench.answer()).toBe('wrote from {"finding":"a finding of 3 pages","topic":"music"}');
  const decisions = (await bench.events()).flatMap((event) =>
    event.type === "decision" ? [event.decision] : [],
  );
  expect(decisions.map((decision) => decision.what)).toEqual(["route", "route", "finish"]);
  const trace = foldAll("run-1", await bench.events());
  const named = (spans: number[]) => spans.map((span) => trace.spans.get(span)?.name);
  expect(decisions[0]).toMatchObject({ calls: [0] });
  expect(decisions[2]?.what === "finish" && named(decisions[2].references)).toEqual(["write"]);
});

test("a supervisor that answers by itself is corrected twice, then fails with what to do", async () => {
  const bench = createBench({ models: () => ({ text: "I know it myself." }) });
  const main = agent("lead", { role: "supervisor", calls: [calls("worker", "find", [])] });
  await bench.start(planOf(main, [agent("find")]), topic("x"));
  await bench.drive();
  expect(bench.models.calls).toHaveLength(3);
  expect((await bench.events()).at(-1)).toMatchObject({
    type: "run-end",
    outcome: { status: "failed", failure: { code: "not-routed" } },
  });
});

test("a failing model is tried again with growing waits, then the next model takes over", async () => {
  const bench = createBench({
    models: (call) =>
      call.choice.model === "small"
        ? { failure: { code: "server-error", message: "500", retryable: true } }
        : { text: "the big one helps" },
  });
  const models = [model("small"), model("big")];
  await bench.start(planOf(agent("writer", { models }), []), topic("x"));
  expect(await bench.drive()).toBe("ended");
  expect(await bench.answer()).toBe("the big one helps");
  expect(bench.models.calls.map((call) => call.choice.model)).toEqual(["small", "small", "small", "big"]);
  const trace = foldAll("run-1", await bench.events());
  expect(trace.decisions.map((choice) => choice.decision.what)).toEqual(["retry", "retry", "fallback"]);
});

test("a refusal that asks to wait is waited for", async () => {
  const bench = createBench({
    models: (_call, nth) =>
      nth === 1
        ? { failure: { code: "rate-limited", message: "429", retryable: true, retryAfterMs: 5_000 } }
        : { text: "now" },
  });
  await bench.start(planOf(agent("writer"), []), topic("x"));
  expect(await bench.drive()).toBe("waiting");
  expect(bench.models.calls).toHaveLength(1);
  bench.clock.advance(5_000);
  expect(await bench.drive()).toBe("ended");
  expect(await bench.answer()).toBe("now");
});

test("malformed, invented and wrong calls are told to the model, and a third such reply fails the step", async () => {
  const bad = [
    { name: "erp", arguments: "{not json" },
    { name: "invented", arguments: {} },
    { name: "erp", arguments: { id: 7 } },
  ];
  const bench = createBench({
    models: (_call, nth) => ({ calls: [bad[nth - 1] ?? { name: "erp", arguments: {} }] }),
  });
  const main = agent("reader", { calls: [calls("tool", "erp", [field("id")])] });
  await bench.start(planOf(main, [tool("erp", "read", texts("id"))]), topic("x"));
  await bench.drive();
  expect(bench.performed).toHaveLength(0);
  expect(bench.models.calls).toHaveLength(3);
  expect(lastMessage(bench.models.calls[1] as ModelCall)?.content).toContain("expected arguments as JSON");
  expect(lastMessage(bench.models.calls[2] as ModelCall)?.content).toContain("nothing called invented");
  expect((await bench.events()).at(-1)).toMatchObject({
    outcome: { status: "failed", failure: { code: "calls-unusable" } },
  });
});

test("an output that does not fit its schema is repaired at most twice", async () => {
  const bench = createBench({
    models: (_call, nth) => ({ text: nth < 3 ? `{"title": ${nth}}` : '{"title": "at last"}' }),
  });
  await bench.start(
    planOf(agent("writer", { output: texts("title") }), [], "{{ results.writer.title }}"),
    topic("x"),
  );
  await bench.drive();
  expect(await bench.answer()).toBe("at last");
  expect(bench.models.calls).toHaveLength(3);
});

test("a deadline ends the step, cuts its calls and keeps what had finished", async () => {
  const bench = createBench({
    models: (call) => {
      if (call.messages[0]?.content === "You are quick.") return { text: "quick result" };
      if (call.messages[0]?.content === "You are slow.") return { text: "too late", ms: 60_000 };
      return {
        calls: [
          { name: "quick", arguments: {} },
          { name: "slow", arguments: {} },
        ],
      };
    },
  });
  const main = agent("lead", {
    role: "supervisor",
    calls: [calls("worker", "quick", []), calls("worker", "slow", [])],
    limits: limitsOf({ deadlineMs: 30_000, maxOutputTokens: 100 }),
  });
  await bench.start(planOf(main, [agent("quick"), agent("slow")]), topic("x"));
  await bench.drive();
  expect(bench.clock.monotonic()).toBeLessThan(31_500);
  const trace = foldAll("run-1", await bench.events());
  expect(trace.failure).toMatchObject({ code: "deadline" });
  const lead = [...trace.spans.values()].find((span) => span.step === "lead" && span.kind === "step");
  expect(lead?.result?.inline).toBe('{"quick":"quick result"}');
  expect([...trace.spans.values()].filter((span) => span.state === "running")).toEqual([]);
});

test("cancelling cuts open calls, ends every span and then the run", async () => {
  const bench = createBench({ models: () => ({ text: "never", ms: 600_000 }) });
  await bench.start(planOf(agent("writer"), []), topic("x"));
  await bench.log.send("run-1", "m1", { kind: "cancel", by: "Ada", reason: "wrong order" });
  await bench.drive();
  const trace = foldAll("run-1", await bench.events());
  expect(trace.state).toBe("cancelled");
  expect(await bench.log.messages("run-1")).toEqual([]);
});

test("an effect of which nobody knows whether it happened stops its agent and marks the run", async () => {
  const bench = createBench({
    models: () => ({ calls: [{ name: "mail", arguments: { to: "a@example.com" } }] }),
    tools: () => ({
      status: "unknown",
      failure: { code: "outcome-unknown", message: "The server went away after DATA.", retryable: false },
    }),
  });
  const main = agent("writer", { calls: [calls("tool", "mail", [field("to")])] });
  await bench.start(planOf(main, [tool("mail", "irreversible", texts("to"))]), topic("x"));
  await bench.drive();
  expect(bench.performed).toHaveLength(1);
  expect(foldAll("run-1", await bench.events()).state).toBe("unknown");
});

test("results larger than an event are blobs and still reach the next step whole", async () => {
  const long = "long ".repeat(10_000);
  const bench = createBench({
    models: (call) => {
      if (call.messages[0]?.content === "You are find.") return { text: long };
      if (call.messages[0]?.content === "You are write.")
        return { text: String(lastMessage(call)?.content.length) };
      const told = call.messages.filter((message) => message.role === "tool").length;
      if (told === 2) return { calls: [{ name: "finish", arguments: { references: ["write#1"] } }] };
      return { calls: [{ name: told === 0 ? "find" : "write", arguments: {} }] };
    },
  });
  const main = agent("lead", {
    role: "supervisor",
    calls: [calls("worker", "find", []), calls("worker", "write", [field("all", "results.find")], ["find"])],
  });
  await bench.start(planOf(main, [agent("find"), agent("write")], "{{ results.lead.write }}"), topic("x"));
  await bench.drive();
  expect(await bench.answer()).toBe(String(JSON.stringify({ all: long }).length));
  const supervisorSaw = bench.models.calls
    .filter((call) => call.messages[0]?.content === "You are lead.")
    .at(-1);
  expect(JSON.stringify(supervisorSaw?.messages).length).toBeLessThan(3_000);
});

test("a run that stops sleeps until the write that it awaits is done, whatever time its joins have", async () => {
  const bench = createBench({
    models: () => ({ calls: [{ name: "nobody", arguments: {} }] }),
    tools: async () => {
      await bench.clock.wait(60_000, new AbortController().signal);
      return { status: "ok", result: "filed", held: false, notes: [] };
    },
  });
  const plan = flowPlan(
    [
      tool("file", "write", texts()),
      agent("asks"),
      agent("late", { join: { needs: "all", withinMs: 1_000 } }),
    ],
    [
      flow("in", "file"),
      flow("in", "asks"),
      flow("in", "late"),
      flow("file", "late"),
      flow("asks", "late"),
      flow("late", "out"),
    ],
  );
  const { wait } = bench.clock;
  let waits = 0;
  bench.clock.wait = (ms, signal) => {
    waits += 1;
    return wait.call(bench.clock, ms, signal);
  };
  await bench.start(plan, topic("x"));
  expect(await bench.drive()).toBe("ended");
  expect((await bench.events()).at(-1)).toMatchObject({ type: "run-end", outcome: { status: "failed" } });
  expect(waits).toBeLessThan(40);
});

test("a runner that stood still until a deadline was over begins nothing more before it", async () => {
  const bench = createBench({
    models: () => ({ calls: [{ name: "filing", arguments: {} }] }),
    tools: () => {
      bench.clock.advance(4_000);
      return { status: "ok", result: "done", held: false, notes: [] };
    },
  });
  const lead = agent("lead", {
    calls: [calls("tool", "filing", [])],
    limits: limitsOf({ deadlineMs: 3_000, maxOutputTokens: 100 }),
  });
  const steps = [tool("first", "read", texts()), tool("second", "read", texts())];
  const inner = flowPlan(steps, [flow("in", "first"), flow("first", "second"), flow("second", "out")]);
  const filing = workflow("filing", "filing", { parameters: texts() });
  await bench.start(withWorkflows(planOf(lead, [filing]), { filing: inner }), topic("x"));
  await bench.drive();
  expect((await bench.events()).at(-1)).toMatchObject({ outcome: { failure: { code: "deadline" } } });
  const begun = (await bench.events()).flatMap((event) => (event.type === "span-start" ? [event.step] : []));
  expect(begun).toContain("first");
  expect(begun).not.toContain("second");
});
