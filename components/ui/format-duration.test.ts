import { expect, test } from "vitest";
import { formatDuration } from "./format-duration.ts";

test.each([
  [0, "0 ms"],
  [0.4, "0 ms"],
  [412, "412 ms"],
  [999.6, "1.0 s"],
  [1234, "1.2 s"],
  [59_949, "59.9 s"],
  [59_950, "1 min"],
  [125_000, "2 min 5 s"],
  [3_599_600, "1 h"],
  [11_520_000, "3 h 12 min"],
  [187_200_000, "2 d 4 h"],
  [-5, "0 ms"],
])("%d ms is shown as %s", (ms, shown) => {
  expect(formatDuration(ms)).toBe(shown);
});
