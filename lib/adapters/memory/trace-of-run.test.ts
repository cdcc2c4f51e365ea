import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { mainOf } from "../../plan/plan-index.ts";
import { firstBrokenLink } from "../../run/chain.ts";
import { parseEvent, type RunEvent } from "../../run/event.ts";
import { emptyTrace, fold, foldAll } from "../../trace/fold.ts";
import { createBench } from "./run-bench.ts";
import { agent, calls, field, flow, model, planOf, texts, tool, topic } from "./small-plan.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

async function run() {
  const bench = createBench({
    models: (call, nth) =>
      call.messages.some((message) => message.role === "tool")
        ? { text: "read", costNanos: nth === 2 ? 700 : 300 }
        : { calls: [{ name: "erp", arguments: { id: "1" } }], costNanos: 300 },
    tools: () => ({ status: "ok", result: { rows: [] }, held: false, notes: ["Nothing there."] }),
  });
  const main = agent("reader", { calls: [calls("tool", "erp", [field("id")])] });
  await bench.start(planOf(main, [tool("erp", "read", texts("id"))]), topic("x"));
  await bench.drive();
  return { bench, events: await bench.events() };
}

test("the ledger adds up: every span's total is its own calls and its children's", async () => {
  const { events } = await run();
  const trace = foldAll("run-1", events);
  expect(trace.totals.costNanos).toBe(1_000);
  expect(trace.totals.modelCalls).toBe(2);
  expect(trace.totals.toolCalls).toBe(1);
  for (const span of trace.spans.values()) {
    const children = span.children.map((id) => trace.spans.get(id)?.totals.costNanos ?? 0);
    const own = span.kind === "model" ? (span.reply?.costNanos ?? 0) : 0;
    expect(span.totals.costNanos).toBe(own + children.reduce((sum, cost) => sum + cost, 0));
  }
});

test("a call without a price makes every sum above it unknown, never zero", async () => {
  const bench = createBench({ models: () => ({ text: "free?", costNanos: null }) });
  await bench.start(planOf(agent("writer"), []), topic("x"));
  await bench.drive();
  expect(foldAll("run-1", await bench.events()).totals.costNanos).toBeNull();
});

test("messages pass along the edges: flows onwards, asks there and back", async () => {
  const { events } = await run();
  const passages = foldAll("run-1", events).passages.map((passage) =>
    "flow" in passage ? `${passage.flow}→${passage.to}` : `${passage.from}→${passage.to}`,
  );
  expect(passages).toEqual(["e1→reader", "reader→erp", "erp→reader", "e2→out"]);
});

test("where branches overlap, each message passes along its own flow", async () => {
  const bench = createBench({
    models: (call) => ({ text: "done", ms: call.choice.model === "slow" ? 50 : 5 }),
  });
  const plan = planOf(
    agent("a", { models: [model("slow")] }),
    [agent("b", { models: [model("quick")] })],
    "done",
  );
  mainOf(plan).flows.push(
    flow("in", "b", { edge: "e3", handsOn: true }),
    flow("b", "out", { edge: "e4", handsOn: true }),
  );
  await bench.start(plan, topic("x"));
  await bench.drive();
  const { passages } = foldAll("run-1", await bench.events());
  expect(passages).toMatchObject([
    { flow: "e1", to: "a" },
    { flow: "e3", to: "b" },
    { flow: "e2", to: "out" },
    { flow: "e4", to: "out" },
  ]);
});

test.each([
  { status: "ok", result: { status: 200 }, held: false, notes: [] },
  { status: "failed", failure: { code: "http-status", message: "It answered 404.", retryable: false } },
  { status: "unknown", failure: { code: "http-status", message: "It answered 502.", retryable: false } },
] as const)("what a tool that ended $status had sent is kept with its span", async (end) => {
  const sent = {
    method: "POST",
    url: "https://api.example.com/orders",
    headers: {},
    body: "x".repeat(9_000),
  };
  const bench = createBench({
    models: (_call, nth) =>
      nth === 1 ? { calls: [{ name: "erp", arguments: { id: "1" } }] } : { text: "done" },
    tools: () => ({ ...end, notes: [], sent }),
  });
  const main = agent("reader", { calls: [calls("tool", "erp", [field("id")])] });
  await bench.start(planOf(main, [tool("erp", "read", texts("id"))]), topic("x"));
  await bench.drive();
  const trace = foldAll("run-1", await bench.events());
  const performed = [...trace.spans.values()].filter(({ kind }) => kind === "tool");
  expect(performed).toHaveLength(1);
  const [kept] = performed.flatMap((span) => span.sent ?? []);
  expect(JSON.parse((await bench.log.blob("run-1", kept?.hash ?? "")) ?? "null")).toEqual(sent);
});

test.each([
  { status: "ok", result: { status: 200 }, held: false, notes: [] },
  { status: "failed", failure: { code: "http-status", message: "It answered 404.", retryable: false } },
  { status: "unknown", failure: { code: "http-status", message: "It answered 502.", retryable: false } },
] as const)("what a tool that ended $status had sent is kept with its span", async (end) => {
  const sent = {
    method: "POST",
    url: "https://api.example.com/orders",
    headers: {},
    body: "x".repeat(9_000),
  };
  const bench = createBench({
    models: (_call, nth) =>
      nth === 1 ? { calls: [{ name: "erp", arguments: { id: "1" } }] } : { text: "done" },
    tools: () => ({ ...end, notes: [], sent }),
  });
  const main = agent("reader", { calls: [calls("tool", "erp", [field("id")])] });
  await bench.start(planOf(main, [tool("erp", "read", texts("id"))]), topic("x"));
  await bench.drive();
  const trace = foldAll("run-1", await bench.events());
  const performed = [...trace.spans.values()].filter(({ kind }) => kind === "tool");
  expect(performed).toHaveLength(1);
  const [kept] = performed.flatMap((span) => span.sent ?? []);
  expect(JSON.parse((await bench.log.blob("run-1", kept?.hash ?? "")) ?? "null")).toEqual(sent);
});

test("folding twice changes nothing, and a gap is refused", async () => {
  const { events } = await run();
  const trace = emptyTrace("run-1");
  for (const event of events) {
    fold(trace, event);
    const before = trace.lastSeq;
    fold(trace, event);
    expect(trace.lastSeq).toBe(before);
  }
  expect(trace).toEqual(foldAll("run-1", events));
  expect(() => fold(emptyTrace("run-1"), events[4] as RunEvent)).toThrow("expected event 1, got 5");
});

test("events survive storing and streaming: they parse to what they were", async () => {
  const { events } = await run();
  for (const event of events) expect(parseEvent(JSON.parse(JSON.stringify(event)))).toEqual(event);
});

test("the chain shows a changed event, and still verifies when a value's text is erased", async () => {
  const { bench, events } = await run();
  const links = bench.log.links("run-1");
  expect(firstBrokenLink(links, sha256)).toBeNull();
  /** The links over the run's events as they are after a change. */
  const over = (changed: RunEvent[]) =>
    links.map((link) => ({ ...link, events: changed.slice(link.seq - link.events.length, link.seq) }));
  const erased = events.map((event) =>
    event.type === "context-fill" && event.value
      ? { ...event, value: { ...event.value, inline: undefined, preview: "" } }
      : event,
  );
  expect(erased).not.toEqual(events);
  expect(firstBrokenLink(over(erased), sha256)).toBeNull();
  for (const { seq, events: linked } of links) {
    const changed = events.map((event) => (event.seq === seq ? { ...event, at: event.at + 1 } : event));
    expect(firstBrokenLink(over(changed), sha256)).toBe(seq - linked.length + 1);
  }
});
