import { expect, test } from "vitest";
import { panned, zoomed } from "./score-zoom.ts";

test("zooming in keeps the moment under the pointer where it is", () => {
  const part = zoomed(null, 10_000, { factor: 0.5, aroundMs: 4_000 });
  expect(part).toEqual({ fromMs: 2_000, lengthMs: 5_000 });
  expect(zoomed(part, 10_000, { factor: 0.5, aroundMs: 2_000 })).toEqual({ fromMs: 2_000, lengthMs: 2_500 });
});

test("zooming out ends with the whole run, and zooming in at what can still be told apart", () => {
  const part = zoomed(null, 10_000, { factor: 0.5, aroundMs: 9_000 });
  expect(zoomed(part, 10_000, { factor: 4, aroundMs: 9_000 })).toBeNull();
  expect(zoomed(null, 10_000, { factor: 0.000_1, aroundMs: 0 })?.lengthMs).toBe(50);
});

test("moving stays within the run, and does nothing while all of it is shown", () => {
  const part = { fromMs: 2_000, lengthMs: 5_000 };
  expect(panned(part, 10_000, 1_000)).toEqual({ fromMs: 3_000, lengthMs: 5_000 });
  expect(panned(part, 10_000, 9_000)).toEqual({ fromMs: 5_000, lengthMs: 5_000 });
  expect(panned(part, 10_000, -9_000)).toEqual({ fromMs: 0, lengthMs: 5_000 });
  expect(panned(null, 10_000, 1_000)).toBeNull();
});
