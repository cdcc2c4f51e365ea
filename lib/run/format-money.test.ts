import { expect, test } from "vitest";
import { formatMoney } from "./format-money.ts";

test.each([
  [0, "$0"],
  [4_100_000, "$0.0041"],
  [4_000_000, "$0.0040"],
  [12_345_678, "$0.012"],
  [120_000_000, "$0.12"],
  [996_000_000, "$1.00"],
  [12_400_000_000, "$12.40"],
  [1_234_567_000_000_000, "$1,234,567.00"],
  [1_200, "$0.0000012"],
  [999, "<$0.000001"],
  [-4_100_000, "−$0.0041"],
])("%i nano-dollars are shown as %s", (nanoDollars, shown) => {
  expect(formatMoney(nanoDollars)).toBe(shown);
});

test("a cost without a price is unknown, not zero", () => {
  expect(formatMoney(null)).toBe("cost unknown");
});
