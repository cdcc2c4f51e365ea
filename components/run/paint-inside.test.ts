import { expect, test } from "vitest";
import { createRunPaint } from "@/components/canvas/run-paint.ts";
import { benchOf, type Says, worker } from "@/lib/adapters/memory/crashed-run.ts";
import {
  flow,
  flowPlan,
  handoff,
  map,
  planOf,
  topic,
  withWorkflows,
  workflow,
} from "@/lib/adapters/memory/small-plan.ts";
import type { Plan } from "@/lib/plan/plan.ts";
import { visitsTo } from "@/lib/trace/frames.ts";
import { createLiveRun, type LiveRun } from "./live-run.ts";
import { createRunPainter } from "./paint-run.ts";

async function runOf(plan: Plan, says: Says, of: string): Promise<LiveRun> {
  const bench = benchOf(says);
  await bench.start(plan, topic(of));
  await bench.drive();
  return createLiveRun({ runId: "run-1", url: null, events: await bench.events() });
}

/** When a span of the run starts, epoch ms. */
const startOf = (run: LiveRun, step: string, at = 0) =>
  [...run.head().spans.values()].filter((span) => span.kind === "step" && span.step === step)[at]
    ?.startedAt ?? 0;

const painted = (
  run: LiveRun,
  edges: Parameters<typeof createRunPainter>[1] = [],
  frame: number | null = null,
) => {
  const paint = createRunPaint();
  const painter = createRunPainter(paint, edges, frame);
  return (at: number | null) => {
    run.seek(at);
    painter(run);
    return paint;
  };
};

test("a map says how far its list is, and its worker how many are under way", async () => {
  const plan = planOf(map("each", "say", { failedItems: "skip" }), [worker("say")], "{{ results.each }}");
  const says: Says = {
    say: (text) =>
      JSON.parse(text).item === "b"
        ? { failure: { code: "bad", message: "No.", retryable: false } }
        : { text: "done", ms: JSON.parse(text).item === "c" ? 90 : 50 },
  };
  const run = await runOf(plan, says, "a b c d");
  const at = painted(run);
  const fourth = at(startOf(run, "say", 3));
  expect(fourth.nodeState("each")).toMatchObject({
    state: "running",
    note: "2 of 4, 1 failed",
    progress: { done: 2, failed: 1, total: 4 },
  });
  expect(fourth.nodeState("say")).toMatchObject({ state: "running", note: "2 under way", rounds: 0 });
  const end = at(null);
  expect(end.nodeState("each")).toMatchObject({ state: "ok", note: "4 items, 1 failed", progress: null });
  expect(end.nodeState("say")?.note).toBeNull();
});

test("a workflow says how far it is; inside, only the visit that is looked at is painted, though the ids are the same", async () => {
  const inner = flowPlan(
    [worker("draft"), worker("check")],
    [flow("in", "draft", { handsOn: true }), flow("draft", "check", { handsOn: true }), flow("check", "out")],
    "{{ results.check }}",
  );
  const main = flowPlan(
    [worker("draft"), map("each", "sub", { concurrency: 1 }), workflow("sub", "inner@1")],
    [flow("in", "draft", { handsOn: true }), flow("draft", "each"), flow("each", "out")],
  );
  const run = await runOf(withWorkflows(main, { "inner@1": inner }), {}, "a b");
  const [first, second] = visitsTo(run.head(), { step: "sub", frame: null });
  if (!first || !second) throw new Error("the workflow is visited for two items");
  const edges = [
    { id: "in-draft", kind: "flow", from: "in", to: "draft" },
    { id: "draft-check", kind: "flow", from: "draft", to: "check" },
  ] as const;
  const outside = painted(run, edges);
  const inFirst = painted(run, edges, first.id);
  const inSecond = painted(run, edges, second.id);

  // The first item's check is under way: outside, there is no step of that name.
  const moment = startOf(run, "check", 0);
  expect(outside(moment).nodeState("check")).toBeNull();
  expect(outside(moment).nodeState("draft")).toMatchObject({ state: "ok", calls: 1, rounds: 1 });
  expect(outside(moment).nodeState("sub")).toMatchObject({ state: "running", note: "1 under way" });
  expect(inFirst(moment).nodeState("check")).toMatchObject({ state: "running" });
  expect(inFirst(moment).edgePulse("draft-check")).not.toBeNull();
  expect(outside(moment).edgePulse("draft-check")).toBeNull();
  expect(inSecond(moment).nodeState("check")).toBeNull();
  expect(inSecond(null).nodeState("check")).toMatchObject({ state: "ok", calls: 1 });
  expect(outside(null).nodeState("sub")).toMatchObject({ state: "ok", calls: 4, rounds: 0 });
});

test("a workflow on the way names the step that it is at", async () => {
  const inner = planOf(worker("draft"), []);
  const main = planOf(workflow("sub", "inner@1"), []);
  const fields = [
    {
      name: "topic",
      schema: { type: "string" as const },
      required: true,
      fill: { by: "path" as const, path: "input.topic" },
    },
  ];
  const { main: own } = main.plans;
  if (!own) throw new Error("a plan has its own graph");
  own.flows = own.flows.map((one) => (one.to === "sub" ? { ...one, fields } : one));
  const run = await runOf(withWorkflows(main, { "inner@1": inner }), {}, "tea");
  const at = painted(run);
  expect(at(startOf(run, "draft")).nodeState("sub")?.note).toBe("1 step done, now draft");
});

test("after a handoff, the agent in control is marked, and the giver says to whom it handed over", async () => {
  const there = handoff("triage", "billing");
  const plan = flowPlan(
    [worker("triage", { calls: [there.call] }), worker("billing")],
    [flow("in", "triage"), there.flow, flow("triage", "out"), flow("billing", "out")],
    "done",
  );
  const run = await runOf(plan, { triage: () => ({ calls: [{ name: "billing", arguments: {} }] }) }, "tea");
  const at = painted(run, [{ id: "triage-over-billing", kind: "handoff", from: "triage", to: "billing" }]);
  const moment = startOf(run, "billing");
  expect(at(moment).nodeState("triage")).toMatchObject({ state: "ok", note: "Handed over to billing" });
  expect(at(moment).nodeState("billing")).toMatchObject({
    state: "running",
    note: "In control, handed over by triage",
  });
  expect(at(moment).edgePulse("triage-over-billing")).toMatchObject({ direction: "forward" });
  expect(at(null).nodeState("billing")?.note).toBeNull();
});
