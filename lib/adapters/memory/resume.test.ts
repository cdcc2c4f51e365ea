import { expect, test } from "vitest";
import type { ModelCall, ToolCall } from "../../engine/ports.ts";
import { firstDifference } from "../../engine/redecide.ts";
import type { RunEvent } from "../../run/event.ts";
import { foldAll } from "../../trace/fold.ts";
import { createBench, type Script } from "./run-bench.ts";
import { agent, calls, field, planOf, texts, tool, topic } from "./small-plan.ts";

const told = (call: ModelCall) => call.messages.filter((message) => message.role === "tool").length;

/** A supervisor with two workers, of which one reads twice at once and the other writes. */
const script: Script = {
  models: (call) => {
    switch (call.messages[0]?.content) {
      case "You are read.":
        return told(call) === 0
          ? {
              calls: [
                { name: "erp", arguments: { id: "1" } },
                { name: "wms", arguments: { id: "1" } },
              ],
            }
          : { text: "all read" };
      case "You are write.":
        return told(call) === 0
          ? { calls: [{ name: "update", arguments: { id: "1" } }] }
          : { text: "written" };
      default:
        if (told(call) === 0) return { calls: [{ name: "read", arguments: {} }] };
        if (told(call) === 1) return { calls: [{ name: "write", arguments: {} }] };
        return { calls: [{ name: "finish", arguments: { references: ["read#1", "write#1"] } }] };
    }
  },
  tools: (call) => ({ status: "ok", result: { from: call.name }, held: false, notes: [] }),
};

const plan = planOf(
  agent("lead", {
    role: "supervisor",
    calls: [calls("worker", "read", []), calls("worker", "write", [field("seen", "results.read")], ["read"])],
  }),
  [
    agent("read", { calls: [calls("tool", "erp", [field("id")]), calls("tool", "wms", [field("id")])] }),
    agent("write", { calls: [calls("tool", "update", [field("id")])] }),
    tool("erp", "read", texts("id")),
    tool("wms", "read", texts("id")),
    tool("update", "keyed-write", texts("id")),
  ],
  "{{ results.lead.read }}, {{ results.lead.write }}",
);

/** Calls whose end is stored: what must never be made again. */
function storedEnds(events: RunEvent[]) {
  const ended = new Set(
    events.flatMap((event) =>
      event.type === "span-end" && event.outcome.status !== "lost" ? [event.span] : [],
    ),
  );
  const starts = events.flatMap((event) =>
    event.type === "span-start" && ended.has(event.seq) ? [event] : [],
  );
  return {
    models: starts.filter((event) => event.work.kind === "model").length,
    tools: starts.filter((event) => event.work.kind === "tool").length,
  };
}

async function whole() {
  const bench = createBench(script);
  await bench.start(plan, topic("x"));
  await bench.drive();
  return { events: await bench.events(), models: bench.models.calls.length, keys: keysOf(bench.performed) };
}

const keysOf = (performed: ToolCall[]) => performed.map((call) => `${call.name} ${call.effectKey}`).sort();

test("a run resumes after a crash at any event, to the same answer, and repeats no call whose result was stored", async () => {
  const reference = await whole();
  const blobs = reference.events.length;
  expect(blobs).toBeGreaterThan(40);
  for (let kept = 1; kept < reference.events.length; kept++) {
    const prefix = reference.events.slice(0, kept);
    const bench = createBench(script);
    await bench.start(plan, topic("x"));
    const lease = await bench.log.claim("run-1", "the one that dies", 1);
    if (!lease) throw new Error("the run could not be claimed");
    if (kept > 1) await bench.log.append(lease, prefix.slice(1), [], []);
    bench.clock.advance(10);
    expect(await bench.drive(), `after event ${kept}`).toBe("ended");
    expect(await bench.answer(), `after event ${kept}`).toBe("all read, written");
    const stored = storedEnds(prefix);
    const all = storedEnds(reference.events);
    expect(bench.models.calls.length, `model calls after event ${kept}`).toBe(all.models - stored.models);
    expect(bench.performed.length, `tool calls after event ${kept}`).toBe(all.tools - stored.tools);
    for (const key of keysOf(bench.performed)) expect(reference.keys).toContain(key);
    const trace = foldAll("run-1", await bench.events());
    expect([...trace.spans.values()].filter((span) => span.state === "running")).toEqual([]);
  }
});

test("a write without key that was open at a crash is not repeated: its outcome is unknown", async () => {
  const bench = createBench({
    models: () => ({ calls: [{ name: "pay", arguments: {} }] }),
    tools: () => ({ status: "ok", result: null, held: false, notes: [] }),
  });
  const payer = agent("payer", { calls: [calls("tool", "pay", [])] });
  const paying = planOf(payer, [tool("pay", "write", texts())]);
  await bench.start(paying, topic("x"));
  await bench.drive();
  const events = await bench.events();
  const begun = events.findIndex((event) => event.type === "span-start" && event.work.kind === "tool");

  const again = createBench({
    models: () => ({ text: "never asked" }),
    tools: () => ({ status: "cancelled" }),
  });
  await again.start(paying, topic("x"));
  const lease = await again.log.claim("run-1", "the one that dies", 1);
  if (!lease) throw new Error("the run could not be claimed");
  await again.log.append(lease, events.slice(1, begun + 1), [], []);
  again.clock.advance(10);
  await again.drive();
  expect(again.performed).toEqual([]);
  const trace = foldAll("run-1", await again.events());
  expect(trace.state).toBe("unknown");
  expect(trace.failure?.message).toContain("Check on the other side");
});

test("the same facts in the same order give the same choices", async () => {
  const [first, second] = [await whole(), await whole()];
  expect(second.events).toEqual(first.events);
});

test("today's code makes the recorded choices from the recorded facts, and a changed one is found", async () => {
  const { events } = await whole();
  expect(firstDifference(plan, "run-1", events)).toBeNull();
  const routed = events.findIndex((event) => event.type === "decision");
  const changed = events.map((event, index) =>
    index === routed && event.type === "decision"
      ? { ...event, decision: { what: "route" as const, span: 1, calls: [7] } }
      : event,
  );
  expect(firstDifference(plan, "run-1", changed)).toMatchObject({ seq: routed + 1 });
  expect(firstDifference(plan, "run-1", events.slice(0, -1))).toMatchObject({ recorded: null });
});
