import { expect, test } from "vitest";
import type { ToolResult } from "../../engine/ports.ts";
import type { Plan, PlanFlow } from "../../plan/plan.ts";
import type { RunEvent } from "../../run/event.ts";
import {
  type Control,
  controlIn,
  createControlTimeline,
  emptyControl,
  type FrameControl,
  foldControl,
} from "../../trace/control.ts";
import { flowStand, passedOver } from "../../trace/flow-stand.ts";
import { emptyTrace, fold, foldAll } from "../../trace/fold.ts";
import { flowStandWords, waitsWords } from "../../trace/stand-words.ts";
import type { Trace } from "../../trace/trace.ts";
import { waitsOf } from "../../trace/waits.ts";
import { runCrashed, worker } from "./crashed-run.ts";
import { createBench } from "./run-bench.ts";
import {
  branch,
  flow,
  flowPlan,
  handoff,
  map,
  texts,
  tool,
  topic,
  withWorkflows,
  workflow,
} from "./small-plan.ts";

type Does = Record<string, (nth: number) => { result?: string; ms?: number; fails?: true; lost?: true }>;

const step = (id: string, more: Parameters<typeof tool>[3] = {}) => tool(id, "read", texts(), more);
const back = (from: string, to: string, more: Partial<PlanFlow> & { loop: string[]; goOn?: true }) => {
  const { loop, goOn, ...rest } = more;
  return flow(from, to, {
    ...rest,
    edge: `${from}-back-${to}`,
    back: { most: 2, usedUp: goOn ? "go-on" : "fail", loop },
  });
};

/** The log of a run whose tools answer like this, "done" after 10 ms where nothing is said. */
async function eventsOf(plan: Plan, does: Does = {}): Promise<RunEvent[]> {
  const count = new Map<string, number>();
  const bench = createBench({
    models: () => ({}),
    async tools({ name }, _nth, signal): Promise<ToolResult> {
      const nth = (count.get(name) ?? 0) + 1;
      count.set(name, nth);
      const { result = "done", ms = 10, fails, lost } = does[name]?.(nth) ?? {};
      await bench.clock.wait(ms, signal);
      const failure = { code: "broken", message: "It broke.", retryable: false };
      if (lost) return { status: "unknown", failure };
      return fails ? { status: "failed", failure } : { status: "ok", result, held: false, notes: [] };
    },
  });
  await bench.start(plan, topic("tea"));
  expect(await bench.drive()).toBe("ended");
  return bench.events();
}

function controlAfter(plan: Plan, events: readonly RunEvent[]): { control: Control; trace: Trace } {
  const control = emptyControl("run-1", plan);
  for (const event of events) foldControl(control, event);
  return { control, trace: foldAll("run-1", events) };
}

function frameControl(control: Control, visit: number | null = null): FrameControl {
  const found = controlIn(control, visit);
  if (!found) throw new Error(`nothing was begun in the frame of ${visit}`);
  return found;
}

const said = async (plan: Plan, does?: Does) => saidOf(plan, await eventsOf(plan, does));

/** What is said of each flow of a run that has ended. */
function saidOf(plan: Plan, events: readonly RunEvent[]): Record<string, string | null> {
  const { control, trace } = controlAfter(plan, events);
  return saidIn(frameControl(control), trace);
}

function saidIn(control: FrameControl, trace: Trace): Record<string, string | null> {
  const { frame } = control;
  return Object.fromEntries(
    frame.plan.flows.map(({ edge }) => {
      const stand = flowStand(control, trace, edge);
      return [edge, stand && flowStandWords(frame, edge, stand)];
    }),
  );
}

/** What steps wait for, each time that it changes: "out: Waits for b". */
function waited(plan: Plan, events: readonly RunEvent[]): string[] {
  const control = emptyControl("run-1", plan);
  const told: string[] = [];
  const latest = new Map<string, string>();
  const start = events[0]?.at ?? 0;
  for (const event of events) {
    foldControl(control, event);
    const own = frameControl(control);
    for (const { id } of own.frame.plan.steps) {
      const waits = waitsOf(own, id);
      const words = waits ? waitsWords(own.frame, waits, (at) => `${at - start} ms`) : "";
      if (words !== (latest.get(id) ?? "")) told.push(`${id}: ${words || "no more"}`);
      latest.set(id, words);
    }
  }
  return told;
}

const three = (needs: "all" | "any" | number, withinMs: number | null = null) =>
  flowPlan(
    [step("a"), step("b"), step("c"), step("d", { join: { needs, withinMs } })],
    [...["a", "b", "c"].flatMap((id) => [flow("in", id), flow(id, "d")]), flow("d", "out")],
  );
const oneAfterTheOther: Does = { a: () => ({ ms: 10 }), b: () => ({ ms: 20 }), c: () => ({ ms: 30 }) };

test("a step says which of the steps before it it still waits for, and no more once it begins", async () => {
  const waits = async (plan: Plan) => waited(plan, await eventsOf(plan, oneAfterTheOther));
  expect(await waits(three("all"))).toEqual([
    "d: Waits for a, b and c",
    "d: Waits for b and c",
    "d: Waits for c",
    "d: no more",
  ]);
  expect(await waits(three("any"))).toEqual(["d: Waits for the first of a, b and c", "d: no more"]);
  expect(await waits(three(2))).toEqual([
    "d: Waits for 2 of 3: a, b and c",
    "d: Waits for the first of b and c",
    "d: no more",
  ]);
  expect(await waits(three("all", 15))).toEqual([
    "d: Waits for a, b and c",
    "d: Waits for b and c; begins at 25 ms with what has come",
    "d: Waits for c; begins at 25 ms with what has come",
    "d: no more",
  ]);
});

test("a step to which control goes back waits for what is still open in its loop", async () => {
  const plan = flowPlan(
    [step("write"), step("check"), step("slow")],
    [
      flow("in", "write"),
      flow("write", "check"),
      flow("write", "slow"),
      back("check", "write", { loop: ["write", "check", "slow"], when: "size(rounds.write) < 2" }),
      flow("check", "out"),
    ],
  );
  const events = await eventsOf(plan, { slow: () => ({ ms: 50 }) });
  expect(waited(plan, events)).toContain("write: Waits for slow");
});

test("a flow that was not taken says why", async () => {
  const plan = flowPlan(
    [step("sort"), branch("which"), step("a"), step("b"), step("c"), step("sorry"), step("then")],
    [
      flow("in", "sort"),
      flow("sort", "which"),
      flow("sort", "sorry", { on: "failed" }),
      flow("which", "a", { when: "results.sort ==\n  'a'" }),
      flow("which", "b", { when: "results.sort != 'x'" }),
      flow("which", "c", {}),
      flow("a", "then"),
      flow("then", "out"),
      ...["b", "c", "sorry"].map((id) => flow(id, "out")),
    ],
  );
  expect(await said(plan, { sort: () => ({ result: "b" }) })).toEqual({
    "in-sort": "Taken.",
    "sort-which": "Taken.",
    "sort-sorry": "Not taken: “sort” did not fail.",
    "which-a": "Not taken: results.sort == 'a' was false.",
    "which-b": "Taken.",
    "which-c": "Not taken: “which” took the case to “b”.",
    "a-then": "Not taken: “a” was passed over.",
    "then-out": "Not taken: “then” was passed over.",
    "b-out": "Taken.",
    "c-out": "Not taken: “c” was passed over.",
    "sorry-out": "Not taken: “sorry” was passed over.",
  });
  const other = await said(plan, { sort: () => ({ result: "x" }) });
  expect(other["which-b"]).toBe("Not taken: results.sort != 'x' was false.");
  const first = await said(plan, { sort: () => ({ result: "a" }) });
  expect(first["which-b"]).toBe("Not taken: “which” took the case to “a”.");
  const failed = await said(plan, { sort: () => ({ fails: true }) });
  expect(failed).toMatchObject({
    "sort-which": "Not taken: “sort” failed.",
    "sort-sorry": "Taken.",
    "which-a": "Not taken: “which” was passed over.",
  });
});

test("an effect of which nobody knows whether it happened is told as that", async () => {
  const plan = flowPlan(
    [tool("a", "irreversible", texts()), step("sorry")],
    [flow("in", "a"), flow("a", "out"), flow("a", "sorry", { on: "failed" }), flow("sorry", "out")],
  );
  expect(await said(plan, { a: () => ({ lost: true }) })).toMatchObject({
    "a-out": "Not taken: nobody knows what came of “a”.",
    "a-sorry": "Taken.",
  });
});

test("where the run stopped, the flows from the step that failed say so, and those never reached", async () => {
  const plan = flowPlan([step("a"), step("b")], [flow("in", "a"), flow("a", "b"), flow("b", "out")]);
  expect(await said(plan, { a: () => ({ fails: true }) })).toEqual({
    "in-a": "Taken.",
    "a-b": "Not taken: “a” failed.",
    "b-out": "Not taken: the run ended before.",
  });
});

test("a loop says how often its flows were taken, and why not once more", async () => {
  const loop = ["write", "check"];
  const plan = (goOn?: true) =>
    flowPlan(
      [step("write"), step("check")],
      [
        flow("in", "write"),
        flow("write", "check"),
        back("check", "write", { loop, when: "results.check != 'good'", ...(goOn && { goOn }) }),
        flow("check", "out"),
      ],
    );
  expect(await said(plan(), { check: (nth) => ({ result: nth === 3 ? "good" : "bad" }) })).toEqual({
    "in-write": "Taken.",
    "write-check": "Taken 3 times.",
    "check-back-write": "Taken 2 times, then not: results.check != 'good' was false.",
    "check-out": "Taken.",
  });
  expect(await said(plan(true), { check: () => ({ result: "bad" }) })).toMatchObject({
    "check-back-write": "Taken 2 times, as often as it may.",
    "check-out": "Taken.",
  });
  expect(await said(plan(), { check: () => ({ result: "bad" }) })).toMatchObject({
    "check-back-write": "Taken 2 times, as often as it may.",
    "check-out": "Not taken: the run stopped after “check”.",
  });
});

test("a handoff that was made says what was not taken for it, and one that was not says so", async () => {
  const toB = handoff("a", "b");
  const plan = flowPlan(
    [worker("a", { calls: [toB.call] }), worker("b")],
    [flow("in", "a"), toB.flow, flow("a", "out"), flow("b", "out")],
  );
  const over = { a: () => ({ calls: [{ name: "b", arguments: {} }] }) };
  expect(saidOf(plan, (await runCrashed(plan, over)).events)).toMatchObject({
    "a-over-b": "Taken.",
    "a-out": "Not taken: “a” handed over to “b”.",
  });
  expect(saidOf(plan, (await runCrashed(plan, {})).events)).toMatchObject({
    "a-over-b": "Not taken: “a” did not hand over.",
    "a-out": "Taken.",
  });
});

test("the loser of a race, and what only leads to it, is told apart", async () => {
  const plan = flowPlan(
    [step("fast"), step("slow"), step("more"), step("d", { join: { needs: "any", withinMs: null } })],
    [
      flow("in", "fast"),
      flow("in", "slow"),
      flow("fast", "d"),
      flow("slow", "more"),
      flow("more", "d"),
      flow("d", "out"),
    ],
  );
  const events = await eventsOf(plan, { slow: () => ({ ms: 500 }) });
  const { control } = controlAfter(plan, events);
  expect(passedOver(frameControl(control))).toEqual(["more"]);
  expect(await said(plan, { slow: () => ({ ms: 500 }) })).toMatchObject({
    "slow-more": "Not taken: nothing waited for “slow” any more.",
    "more-d": "Not taken: “more” was passed over.",
  });
});

test("control as of any event is the same forwards, backwards and from the start", async () => {
  const plan = three(2);
  const events = await eventsOf(plan, oneAfterTheOther);
  const at = createControlTimeline("run-1", plan);
  const view = (whole: Control, trace: Trace) => {
    const control = frameControl(whole);
    return {
      waits: waitsOf(control, "d"),
      flows: plan.plans.main?.flows.map(({ edge }) => flowStand(control, trace, edge)),
      passedOver: passedOver(control),
    };
  };
  const trace = emptyTrace("run-1");
  const expected = events.map((event) => {
    fold(trace, event);
    return view(at(events, event.seq), trace);
  });
  for (let seq = events.length; seq > 0; seq -= 3)
    expect(view(at(events, seq), foldAll("run-1", events.slice(0, seq)))).toEqual(expected[seq - 1]);
});

test("inside a workflow, what its steps wait for and which flows were not taken is known visit by visit, and stays known", async () => {
  const inner = flowPlan(
    [step("a"), step("b"), step("d"), step("no")],
    [
      flow("in", "a"),
      flow("in", "b"),
      flow("a", "d"),
      flow("b", "d"),
      flow("a", "no", { when: "results.a == 'no'" }),
      flow("d", "out"),
    ],
  );
  const outer = flowPlan(
    [workflow("w", "inner@1"), map("each", "w", { items: '["x", "y"]', concurrency: 1 })],
    [flow("in", "each"), flow("each", "out")],
  );
  const plan = withWorkflows(outer, { "inner@1": inner });
  const events = await eventsOf(plan, { b: () => ({ ms: 50 }) });
  const control = emptyControl("run-1", plan);
  const trace = emptyTrace("run-1");
  const told = new Map<number, string[]>();
  for (const event of events) {
    foldControl(control, event);
    fold(trace, event);
    for (const [visit, own] of control.frames) {
      if (visit === null) continue;
      const waits = waitsOf(own, "d");
      const words = waits ? waitsWords(own.frame, waits, String) : "nothing";
      const before = told.get(visit) ?? [];
      if (before.at(-1) !== words) told.set(visit, [...before, words]);
    }
  }
  const waited = ["nothing", "Waits for a and b", "Waits for b", "nothing"];
  expect([...told.values()]).toEqual([waited, waited]);
  for (const visit of told.keys())
    expect(saidIn(frameControl(control, visit), trace)).toMatchObject({
      "a-d": "Taken.",
      "a-no": "Not taken: results.a == 'no' was false.",
      "d-out": "Taken.",
    });
  expect(saidIn(frameControl(control), trace)).toMatchObject({ "in-each": "Taken." });
});
