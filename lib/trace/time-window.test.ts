import fc from "fast-check";
import { expect, test } from "vitest";
import { tickMs, timeWindow } from "./time-window.ts";

test("a run that has ended fills its window exactly", () => {
  expect(timeWindow({ startedAt: 1_000, endedAt: 8_300, now: 9_999 })).toBe(7_300);
});

test("a run that goes on has room: ten seconds at first, then the next round length", () => {
  const after = (ms: number) => timeWindow({ startedAt: 0, endedAt: null, now: ms });
  expect([0, 9_000, 9_500, 18_000, 60_000].map(after)).toEqual([10_000, 10_000, 15_000, 20_000, 75_000]);
});

test("the present always lies in the window, with room after it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 ** 9 }), (elapsed) => {
      const window = timeWindow({ startedAt: 0, endedAt: null, now: elapsed });
      return window >= elapsed / 0.95 && window >= 10_000 && window <= Math.max(10_000, elapsed * 1.8);
    }),
  );
});

test("marks are round and never more than asked for", () => {
  expect(tickMs(18_000, 10)).toBe(2_000);
  expect(tickMs(600_000, 8)).toBe(120_000);
  fc.assert(fc.property(fc.integer({ min: 1, max: 10 ** 10 }), (window) => window / tickMs(window, 9) <= 9));
});
