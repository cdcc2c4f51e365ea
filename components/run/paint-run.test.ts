import { expect, test } from "vitest";
import { createRunPaint } from "@/components/canvas/run-paint.ts";
import { drawing } from "@/lib/graph/test-drawing.ts";
import { compile } from "@/lib/plan/compile.ts";
import { orderRun } from "@/lib/trace/fixtures/order-run.ts";
import { runBuilder } from "@/lib/trace/fixtures/run-builder.ts";
import { createLiveRun } from "./live-run.ts";
import { createRunPainter } from "./paint-run.ts";

const edges = [
  { id: "flow", kind: "flow", from: "input", to: "desk" },
  { id: "asks-data", kind: "worker", from: "desk", to: "data" },
  { id: "asks-decision", kind: "worker", from: "desk", to: "decision" },
  { id: "uses-stock", kind: "tool", from: "data", to: "stock" },
] as const;

function painted(story: Parameters<typeof orderRun>[0] = "ok") {
  const run = orderRun(story);
  const start = run.events[0]?.at ?? 0;
  const live = createLiveRun({
    runId: run.runId,
    url: null,
    events: run.events,
    schedule: (action) => action(),
  });
  const paint = createRunPaint();
  const painter = createRunPainter(paint, edges);
  return {
    paint,
    at(ms: number | null) {
      live.seek(ms === null ? null : start + ms);
      painter(live);
    },
  };
}

test("a node says what its step is doing at the moment that is looked at", () => {
  const { paint, at } = painted();
  at(3_200);
  expect(paint.nodeState("desk")).toMatchObject({
    state: "running",
    calls: 1,
    simulated: true,
    underPlayhead: true,
  });
  expect(paint.nodeState("data")).toMatchObject({ state: "running", calls: 1 });
  expect(paint.nodeState("stock")).toMatchObject({ state: "running" });
  expect(paint.nodeState("decision")).toBeNull();
  at(null);
  expect(paint.nodeState("desk")).toMatchObject({ state: "ok", calls: 4, costNanos: 4 * 410_000 });
  expect(paint.nodeState("stock")).toMatchObject({
    state: "ok",
    calls: 1,
    costNanos: 0,
    underPlayhead: false,
  });
});

test("going back takes away what had not happened yet", () => {
  const { paint, at } = painted();
  at(null);
  expect(paint.nodeState("notification")).not.toBeNull();
  at(2_000);
  expect(paint.nodeState("notification")).toBeNull();
});

test("a failed step says what went wrong", () => {
  const { paint, at } = painted("failed");
  at(null);
  expect(paint.nodeState("shipment")).toMatchObject({ state: "failed" });
  expect(paint.nodeState("shipment")?.problem).toContain("Switch it on under Demo company");
});

test("a message that has just passed pulses along its edge, an answer backwards, an old one not", () => {
  const { paint, at } = painted();
  at(1_400);
  expect(paint.edgePulse("asks-data")).toMatchObject({ direction: "forward" });
  at(6_300);
  expect(paint.edgePulse("asks-data")).toMatchObject({ direction: "back" });
  const late = painted();
  late.at(null);
  expect(late.paint.edgePulse("asks-data")).toBeNull();
});

test("where branches overlap, pulses begin at the flows' own starts, and all that join arrive together", () => {
  const build = runBuilder();
  build.start({});
  const input = build.step("in", "In", { flow: null }, {});
  build.end(input, {});
  const a = build.step("a", "A", { flow: "in-a" }, {});
  const b = build.step("b", "B", { flow: "in-b" }, {});
  build.end(a, "a");
  build.end(b, "b");
  build.step("out", "Out", { flows: ["a-out", "b-out"] }, {});
  const live = createLiveRun({ runId: build.runId, url: null, events: build.events, clock: build.now });
  const paint = createRunPaint();
  const ids = ["in-a", "in-b", "a-out", "b-out", "a-b"];
  const flows = ids.map((id) => {
    const [from = "", to = ""] = id.split("-");
    return { id, kind: id === "a-b" ? "worker" : "flow", from, to } as const;
  });
  live.seek(build.now());
  createRunPainter(paint, flows)(live);
  expect(ids.filter((id) => paint.edgePulse(id)?.direction === "forward")).toEqual(ids.slice(0, 4));
  expect(paint.edgePulse("a-b")).toBeNull();
});

test("what a join waits for, flows that were not taken and steps that are passed over are painted, and taken back", () => {
  const graph = drawing(
    "in>branch",
    "in>c",
    "branch>a if input.text == 'a'",
    "branch>b",
    "a>out",
    "b>out",
    "c>out",
  );
  const compiled = compile({ ...graph, defaultModel: { connectionId: null, model: "small" } });
  if (!compiled.ok) throw new Error(compiled.issues.map(({ message }) => message).join(" "));
  const build = runBuilder();
  build.start({ text: "b" });
  const input = build.step("in", "In", { flow: null }, {});
  build.end(input, {});
  const branch = build.step("branch", "branch", { flow: "in-branch" }, {});
  const c = build.step("c", "c", { flow: "in-c" }, {});
  build.end(branch, {});
  const before = build.now();
  build.wait(100);
  const values = [{ of: "branch-a", holds: false, problem: null }];
  build.add({ type: "evaluation", span: branch, values, reads: [] });
  build.decide({ what: "pass", span: branch, live: ["branch-b"], dead: ["branch-a"] });
  const b = build.step("b", "b", { flow: "branch-b" }, {});
  const asked = build.now();
  build.wait(100);
  build.end(c, "c");
  const came = build.now();
  build.wait(100);
  build.end(b, "b");
  const { runId, events } = build;
  const live = createLiveRun({ runId, url: null, events, plan: compiled.plan });
  const paint = createRunPaint();
  const painter = createRunPainter(paint, graph.edges);
  const at = (moment: number | null) => {
    live.seek(moment);
    painter(live);
  };

  at(null);
  expect(paint.nodeState("a")).toMatchObject({ state: "passed-over", note: null });
  expect(paint.nodeState("out")).toBeNull();
  expect(paint.edgeState("b-out")).toEqual({ state: "taken", times: 1, words: "Taken." });
  expect(paint.edgeState("branch-a")).toMatchObject({ state: "not-taken", times: 0 });
  expect(paint.edgeState("branch-a")?.words).toBe("Not taken: input.text == 'a' was false.");
  expect(paint.edgeState("a-out")?.words).toBe("Not taken: “a” was passed over.");
  at(came);
  expect(paint.nodeState("out")).toMatchObject({ state: "waiting", note: "Waits for b" });
  const edge = paint.edgeState("branch-a");
  at(asked);
  expect(paint.nodeState("out")?.note).toBe("Waits for b and c");
  expect(paint.edgeState("branch-a")).toBe(edge);
  at(before);
  expect(paint.edgeState("branch-a")).toBeNull();
  expect(paint.nodeState("a")).toBeNull();
  expect(paint.nodeState("out")?.note).toBe("Waits for a, b and c");
});
