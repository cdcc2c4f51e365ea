import { expect, test } from "vitest";
import { createRunPaint } from "@/components/canvas/run-paint.ts";
import type { Origin } from "@/lib/run/event.ts";
import { type RunBuilder, runBuilder } from "@/lib/trace/fixtures/run-builder.ts";
import { createLiveRun } from "./live-run.ts";
import { createRunPainter } from "./paint-run.ts";

type Edges = Parameters<typeof createRunPainter>[1];

const entry: Origin = { by: "entry" };
const item = (index: number): Origin => ({ by: "item", index });
const along = (edge: string, from: number): Origin => ({ by: "flow", passed: [{ edge, from }] });
const failure = { code: "bad", message: "No.", retryable: false };

function begun(): RunBuilder {
  const build = runBuilder();
  build.start({});
  return build;
}

/** A visit to a map, whose list has so many items. */
function mapOf(build: RunBuilder, count: number): number {
  const span = build.step("each", "Each", { flow: null }, []);
  build.add({ type: "context-fill", span, value: build.value([]), reads: [], count, problem: null });
  return span;
}

/** Paints what was written so far, as of now or a moment. */
function painted({ runId, events, now }: RunBuilder, edges: Edges = [], frame: number | null = null) {
  const run = createLiveRun({ runId, url: null, events, clock: now });
  const paint = createRunPaint();
  const painter = createRunPainter(paint, edges, frame);
  return (at: number | null) => {
    run.seek(at);
    painter(run);
    return paint;
  };
}

test("a map says how far its list is, and its worker how many are under way; going back says what was so then", () => {
  const build = begun();
  const each = mapOf(build, 4);
  const [a, b, c] = [0, 1, 2].map((at) => build.step("say", "Say", { parent: each, origin: item(at) }, {}));
  if (!a || !b || !c) throw new Error("three have begun");
  const before = build.now();
  build.wait(10);
  build.end(a, "a");
  build.fail(b, failure);
  const between = build.now();
  build.wait(10);
  build.end(c, "c");
  build.end(build.step("say", "Say", { parent: each, origin: item(3) }, {}), "d");
  build.end(each, ["a", "c", "d"]);
  const at = painted(build);
  expect(at(between).nodeState("each")).toMatchObject({
    state: "running",
    note: "2 of 4, 1 failed",
    progress: { done: 2, failed: 1, total: 4 },
  });
  expect(at(between).nodeState("say")).toMatchObject({ state: "running", note: "1 under way", rounds: 0 });
  const end = at(null);
  expect(end.nodeState("each")).toMatchObject({ state: "ok", note: "4 items, 1 failed", progress: null });
  expect(end.nodeState("say")?.note).toBeNull();
  expect(at(before).nodeState("each")).toMatchObject({ note: "0 of 4" });
  expect(at(before).nodeState("say")).toMatchObject({ note: "3 under way" });
});

/** The input and a draft, then its check, which goes on; inside a visit to a workflow, or else in the run's own graph. */
function drafted(build: RunBuilder, parent: number | null): number {
  const input = build.step("in", "In", { parent, origin: entry }, {});
  build.end(input, {});
  const draft = build.step("draft", "Draft", { parent, origin: along("in-draft", input) }, {});
  build.reply(build.model(draft, "draft"), { text: "A draft" });
  build.end(draft, "A draft");
  return build.step("check", "Check", { parent, origin: along("draft-check", draft) }, {});
}

const edges = [
  { id: "in-draft", kind: "flow", from: "in", to: "draft" },
  { id: "draft-check", kind: "flow", from: "draft", to: "check" },
  { id: "each-sub", kind: "item", from: "each", to: "sub" },
] as const;

test("inside a workflow only the visit that is looked at is painted, though the ids of steps and flows are the same outside", () => {
  const build = begun();
  const each = mapOf(build, 2);
  const [first, second] = [0, 1].map((at) =>
    build.step("sub", "Sub", { parent: each, origin: item(at) }, {}),
  );
  if (!first || !second) throw new Error("both have begun");
  const check = drafted(build, first);
  const outside = painted(build, edges)(null);
  const inFirst = painted(build, edges, first)(null);
  const inSecond = painted(build, edges, second)(null);

  expect(["in", "draft", "check"].map((step) => outside.nodeState(step))).toEqual([null, null, null]);
  expect(outside.nodeState("sub")).toMatchObject({ state: "running", note: "2 under way", calls: 1 });
  expect(outside.edgePulse("draft-check")).toBeNull();
  expect(outside.edgePulse("each-sub")).toMatchObject({ direction: "forward" });

  expect(inFirst.nodeState("draft")).toMatchObject({ state: "ok", calls: 1, costNanos: 410_000 });
  expect(inFirst.nodeState("check")).toMatchObject({ state: "running", calls: 0 });
  expect(inFirst.nodeState("sub")).toBeNull();
  expect(inFirst.edgePulse("draft-check")).toMatchObject({ direction: "forward" });

  expect(inSecond.nodeState("draft")).toBeNull();
  expect(inSecond.edgePulse("draft-check")).toBeNull();

  // The same steps outside change nothing inside.
  build.fail(check, failure);
  drafted(build, null);
  expect(painted(build, edges, first)(null).nodeState("check")).toMatchObject({ state: "failed" });
  expect(painted(build, edges)(null).nodeState("check")).toMatchObject({ state: "running" });
});

test("a workflow on the way says how many of its steps are done, and where it is", () => {
  const build = begun();
  const sub = build.step("sub", "Sub", { flow: null }, {});
  const check = drafted(build, sub);
  expect(painted(build)(null).nodeState("sub")?.note).toBe("2 steps done, now Check");
  build.end(check, "ok");
  build.end(sub, "ok");
  expect(painted(build)(null).nodeState("sub")?.note).toBeNull();
});

test("after a handoff, the agent in control is marked while it goes on, and the giver says to whom it handed over", () => {
  const build = begun();
  const triage = build.step("triage", "Triage", { flow: null }, {});
  build.decide({ what: "hand-over", span: triage, edge: "over", call: 0 });
  build.end(triage, {});
  const over = [{ id: "over", kind: "handoff", from: "triage", to: "billing" }] as const;
  expect(painted(build, over)(null).nodeState("triage")?.note).toBeNull();
  const billing = build.step("billing", "Billing", { parent: null, origin: along("over", triage) }, {});
  const paint = painted(build, over)(null);
  expect(paint.nodeState("triage")).toMatchObject({ state: "ok", note: "Handed over to Billing" });
  expect(paint.nodeState("billing")).toMatchObject({
    state: "running",
    note: "In control, handed over by Triage",
  });
  expect(paint.edgePulse("over")).toMatchObject({ direction: "forward" });
  build.end(billing, "done");
  expect(painted(build, over)(null).nodeState("billing")?.note).toBeNull();
});
