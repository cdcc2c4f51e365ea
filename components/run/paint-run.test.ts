import { expect, test } from "vitest";
import { createRunPaint } from "@/components/canvas/run-paint.ts";
import { orderRun } from "@/lib/trace/fixtures/order-run.ts";
import { createLiveRun } from "./live-run.ts";
import { createRunPainter } from "./paint-run.ts";

const edges = [
  { id: "flow", from: "input", to: "desk" },
  { id: "asks-data", from: "desk", to: "data" },
  { id: "asks-decision", from: "desk", to: "decision" },
  { id: "uses-stock", from: "data", to: "stock" },
];

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
