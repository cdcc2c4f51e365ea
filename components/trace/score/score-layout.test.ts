import { expect, test } from "vitest";
import { orderRun, orderSteps } from "@/lib/trace/fixtures/order-run.ts";
import { foldAll } from "@/lib/trace/fold.ts";
import { scoreOf } from "@/lib/trace/score.ts";
import { barAt, barBox, layoutScore, neighbourBar } from "./score-layout.ts";

const trace = foldAll("run-1", orderRun().events);
const score = scoreOf(trace, orderSteps);
const duration = (trace.endedAt ?? 0) - trace.startedAt;
const layout = layoutScore(score, { width: 810, height: 260, windowMs: duration });

test("bars lie inside their stave, in time order from left to right, and rows do not overlap", () => {
  for (const box of layout.staves)
    for (const bar of box.stave.bars) {
      const { left, top, width, height } = barBox(layout, box, bar, trace.at);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(left + width).toBeLessThanOrEqual(800 + 2);
      expect(top).toBeGreaterThanOrEqual(box.top);
      expect(top + height).toBeLessThanOrEqual(box.top + box.height + 0.01);
    }
  const [first, second] = layout.staves[1]?.stave.bars.filter((bar) => bar.kind === "tool") ?? [];
  const box = layout.staves[1];
  if (!box || !first || !second) throw new Error("two tools ran at once");
  const [one, other] = [barBox(layout, box, first, 0), barBox(layout, box, second, 0)];
  expect(one.top + one.height).toBeLessThanOrEqual(other.top);
});

test("a point finds the bar it lies on, one beside a thin bar finds it too, and empty paper finds none", () => {
  const box = layout.staves[0];
  const bar = box?.stave.bars[0];
  if (!box || !bar) throw new Error("the supervisor played");
  const { left, top, width, height } = barBox(layout, box, bar, 0);
  expect(barAt(layout, { x: left + width / 2, y: top + height / 2 }, 0)).toBe(bar);
  expect(barAt(layout, { x: left + width + 3, y: top + height / 2 }, 0)).toBe(bar);
  expect(barAt(layout, { x: left + width + 30, y: top + height / 2 }, 0)).toBeNull();
  expect(barAt(layout, { x: 10, y: 5 }, 0)).toBeNull();
});

test("px and moments are each other's inverse, and a px outside is the nearest moment inside", () => {
  expect(layout.atOf(layout.xOf(trace.startedAt + 4_000))).toBeCloseTo(trace.startedAt + 4_000, 3);
  expect(layout.atOf(-50)).toBe(trace.startedAt);
  expect(layout.atOf(5_000)).toBe(trace.startedAt + duration);
});

test("arrow keys go along the stave, and to the nearest in time on the next stave that has played", () => {
  const first = neighbourBar(score, null, "ArrowRight");
  expect(first).toBe(score.staves[0]?.bars[0]);
  const second = neighbourBar(score, first?.span ?? null, "ArrowRight");
  expect(second).toBe(score.staves[0]?.bars[1]);
  expect(neighbourBar(score, first?.span ?? null, "ArrowLeft")).toBeNull();
  const below = neighbourBar(score, second?.span ?? null, "ArrowDown");
  expect(below && score.staves[1]?.bars.includes(below)).toBe(true);
  expect(neighbourBar(score, below?.span ?? null, "ArrowUp")).not.toBeNull();
});
