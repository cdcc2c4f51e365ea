import { expect, test } from "vitest";
import type { Plan, PlanFlow } from "../../plan/plan.ts";
import type { RunEvent } from "../../run/event.ts";
import { controlIn, emptyControl, foldControl } from "../../trace/control.ts";
import { controlEnd } from "../../trace/control-end.ts";
import { flowStand, isNotReached, isPassedOver } from "../../trace/flow-stand.ts";
import { foldAll } from "../../trace/fold.ts";
import { shownState } from "../../trace/shown-state.ts";
import { flowStandWords } from "../../trace/stand-words.ts";
import { benchOf, failing, type Says, type Tools, worker } from "./crashed-run.ts";
import {
  branch,
  field,
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

const step = (id: string, more: Parameters<typeof tool>[3] = {}) => tool(id, "read", texts(), more);
const back = (from: string, to: string, loop: string[], more: Partial<PlanFlow> = {}) =>
  flow(from, to, { edge: `${from}-back-${to}`, back: { most: 2, usedUp: "fail", loop }, ...more });

type Does = { says?: Says; tools?: Tools; cancelAt?: (events: readonly RunEvent[]) => boolean };

async function run(plan: Plan, { says = {}, tools, cancelAt }: Does = {}) {
  const bench = benchOf(says, tools);
  await bench.start(plan, topic("tea"));
  const leave = bench.log.listen("run-1", async (what) => {
    if (what === "events" && cancelAt?.(await bench.events()))
      await bench.log.send("run-1", "m1", { kind: "cancel", by: "Ada", reason: "enough" });
  });
  expect(await bench.drive()).toBe("ended");
  leave();
  const events = await bench.events();
  const control = emptyControl("run-1", plan);
  for (const event of events) foldControl(control, event);
  const trace = foldAll("run-1", events);
  const frame = (visit: number | null) => {
    const found = controlIn(control, visit);
    if (!found) throw new Error(`nothing was begun in the frame of ${visit}`);
    return found;
  };
  return {
    trace,
    frame,
    end: (visit: number | null = null) => controlEnd(frame(visit), trace),
    said(edge: string) {
      const stand = flowStand(frame(null), trace, edge);
      return stand && flowStandWords(frame(null).frame, edge, stand);
    },
    failed: [...trace.spans.values()].filter((span) => shownState(span) === "failed").map(({ name }) => name),
  };
}

const looped = (...more: PlanFlow[]) =>
  flowPlan(
    [step("draft"), step("check"), step("sorry")],
    [flow("in", "draft"), flow("draft", "check"), flow("check", "out"), flow("sorry", "out"), ...more],
  );

test("a way back that is used up names the step, how often it wanted to go back, and the bound", async () => {
  const loop = ["draft", "check"];
  const { end, said, failed, trace } = await run(looped(back("check", "draft", loop)));
  expect(trace.failure?.code).toBe("rework-limit");
  expect(end()?.title).toBe("“check” was not content 3 times");
  expect(end()?.text).toContain("It may send back to “draft” at most 2 times.");
  expect([...(end()?.at ?? [])]).toEqual([["check", "Its way back to “draft” is used up"]]);
  expect(said("check-back-draft")).toBe("Taken 2 times, as often as it may.");
  expect(failed).toEqual(["check"]);
});

test("of several ways back, the one whose condition held is the one that is used up", async () => {
  const loop = ["draft", "check"];
  const plan = looped(
    back("check", "draft", loop, { edge: "other", when: "false" }),
    back("check", "draft", loop, { when: "true" }),
  );
  const { said } = await run(plan);
  expect(said("other")).toBe("Not taken: the run stopped after “check”.");
  expect(said("check-back-draft")).toBe("Taken 2 times, as often as it may.");
});

test("a branch, a step that keeps failing and agents that hand back have their own words", async () => {
  const byBranch = flowPlan(
    [step("draft"), branch("which")],
    [
      flow("in", "draft"),
      flow("draft", "which"),
      back("which", "draft", ["draft", "which"], { when: "true" }),
      flow("which", "out"),
    ],
  );
  expect((await run(byBranch)).end()?.title).toBe("“which” wanted to go back 3 times");
  const failingOn = looped(back("check", "draft", ["draft", "check"], { on: "failed" }));
  const tools: Tools = (name) =>
    name === "check" ? failing("broken") : { status: "ok", result: "", held: false, notes: [] };
  const { end, failed } = await run(failingOn, { tools });
  expect(end()?.title).toBe("“check” failed 3 times");
  expect(failed.at(-1)).toBe("check");
  const toB = handoff("a", "b");
  const toA = handoff("b", "a", { back: { most: 1, usedUp: "fail", loop: ["a", "b"] } });
  const table = flowPlan(
    [worker("a", { calls: [toB.call] }), worker("b", { calls: [toA.call] })],
    [flow("in", "a"), toB.flow, toA.flow, flow("b", "out")],
  );
  const says: Says = {
    a: () => ({ calls: [{ name: "b", arguments: {} }] }),
    b: () => ({ calls: [{ name: "a", arguments: {} }] }),
  };
  expect((await run(table, { says })).end()?.title).toBe("“b” wanted to hand back 2 times");
});

test("a condition that is neither true nor false is shown, with where it leads", async () => {
  const plan = flowPlan(
    [branch("which"), step("a")],
    [
      flow("in", "which"),
      flow("which", "a", { when: "input.topic" }),
      flow("which", "out"),
      flow("a", "out"),
    ],
  );
  const { end, failed } = await run(plan);
  expect(end()?.title).toBe("A condition after “which” is neither true nor false");
  expect(end()?.text).toContain("It decides whether “a” follows: ");
  expect(end()?.condition).toBe("input.topic");
  expect(failed).toEqual(["which"]);
});

test("where no output was reached, the steps from which no way led on are named, and joins to which too little came", async () => {
  const elseless = flowPlan(
    [branch("which"), step("a")],
    [flow("in", "which"), flow("which", "a", { when: "false" }), flow("a", "out")],
  );
  const dead = await run(elseless);
  expect(dead.end()?.title).toBe("The run reached no output");
  expect(dead.end()?.text).toContain("After “which” no way on was taken.");
  expect(dead.failed).toEqual(["which"]);

  const join = step("d", { join: { needs: 2, withinMs: null } });
  const joined = flowPlan(
    [step("a"), worker("slow"), branch("b"), step("c"), join],
    [
      flow("in", "a"),
      flow("in", "slow"),
      flow("slow", "b"),
      flow("b", "c", { when: "false" }),
      flow("a", "d"),
      flow("c", "d"),
      flow("d", "out"),
    ],
  );
  const short = await run(joined);
  expect(short.end()?.text).toContain("“d” needed 2 of 2 before it, and only “a” could come.");
  expect([...(short.end()?.at.keys() ?? [])]).toEqual(["b", "d"]);
});

test("a workflow that stops inside says so inside, and the run outside failed by its step", async () => {
  const inner = looped(back("check", "draft", ["draft", "check"]));
  const plan = withWorkflows(
    flowPlan(
      [workflow("sub", "inner@1")],
      [flow("in", "sub", { fields: [field("topic", "input.topic")] }), flow("sub", "out")],
    ),
    { "inner@1": inner },
  );
  const { end, trace, failed } = await run(plan);
  const visit = [...trace.spans.values()].find((span) => span.step === "sub");
  expect(end()).toBeNull();
  expect(end(visit?.id ?? 0)?.title).toBe("“check” was not content 3 times");
  expect(failed.toSorted()).toEqual(["check", "sub"]);
});

test("a step that failed by itself is no end by control", async () => {
  const plan = flowPlan([step("a")], [flow("in", "a"), flow("a", "out")]);
  const { end } = await run(plan, { tools: () => failing("broken") });
  expect(end()).toBeNull();
});

test("after a cancel or a failure, what was not reached is not passed over; what was passed over before stays so", async () => {
  const plan = flowPlan(
    [
      branch("which"),
      map("each", "line", { items: "['a']" }),
      worker("line"),
      worker("draft"),
      map("later", "other", { items: "['a']" }),
      worker("other"),
      step("check"),
    ],
    [
      flow("in", "which"),
      flow("which", "each", { when: "false" }),
      flow("which", "draft"),
      flow("draft", "later"),
      flow("later", "check"),
      flow("each", "check"),
      flow("check", "out"),
    ],
  );
  const openDraft = (events: readonly RunEvent[]) =>
    events.some((event) => event.type === "span-start" && event.work.kind === "model");
  const cancelled = await run(plan, {
    says: { draft: () => ({ text: "", ms: 60_000 }) },
    cancelAt: openDraft,
  });
  const broken = await run(plan, {
    says: { draft: () => ({ failure: { code: "broken", message: "It broke.", retryable: false } }) },
  });
  expect([cancelled.trace.state, broken.trace.state]).toEqual(["cancelled", "failed"]);
  for (const { frame } of [cancelled, broken]) {
    const ids = frame(null).frame.plan.steps.map(({ id }) => id);
    expect(ids.filter((id) => isPassedOver(frame(null), id))).toEqual(["each", "line"]);
    expect(ids.filter((id) => isNotReached(frame(null), id))).toEqual(["later", "other", "check", "out"]);
  }
  expect(cancelled.said("draft-later")).toBe("Not taken: “draft” was cancelled.");
  expect(cancelled.said("later-check")).toBe("Not taken: the run ended before.");
  expect(cancelled.said("each-check")).toBe("Not taken: “each” was passed over.");
  expect(broken.said("draft-later")).toBe("Not taken: “draft” failed.");
});
