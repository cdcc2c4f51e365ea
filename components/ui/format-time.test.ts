import { expect, test } from "vitest";
import { formatExactTime, formatTimeAgo } from "./format-time.ts";

const now = Date.UTC(2026, 10, 20, 10, 50, 11);
const second = 1000;

test.each([
  [0, "just now"],
  [9 * second, "just now"],
  [32 * second, "32 s ago"],
  [5 * 60 * second, "5 min ago"],
  [3 * 3600 * second, "3 h ago"],
  [2 * 86_400 * second, "2 d ago"],
  [17 * 86_400 * second, "3 Nov"],
  [365 * 86_400 * second, "20 Nov 2025"],
  [-5 * 60 * second, "in 5 min"],
])("%i ms earlier is shown as %s", (age, shown) => {
  expect(formatTimeAgo(now - age, now, "UTC")).toBe(shown);
});

test("the exact moment has seconds and a zone", () => {
  expect(formatExactTime(now, "UTC")).toBe("20 Nov 2026, 10:50:11 UTC");
});
