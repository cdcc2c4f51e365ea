import { expect, test } from "vitest";
import type { ModelCall } from "../../engine/ports.ts";
import { FORMAT } from "../../plan/format.ts";
import type { Plan } from "../../plan/plan.ts";
import type { RunEvent } from "../../run/event.ts";
import { foldAll } from "../../trace/fold.ts";
import { createBench, type Script } from "./run-bench.ts";
import { agent, calls, limitsOf, planOf, texts, tool, topic } from "./small-plan.ts";

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
