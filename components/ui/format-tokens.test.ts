import { expect, test } from "vitest";
import { formatCount, formatExactCount, formatTokens } from "./format-tokens.ts";

test.each([
  [0, "0 tokens"],
  [1, "1 token"],
  [812, "812 tokens"],
  [4123, "4.1k tokens"],
  [9960, "10k tokens"],
  [120_400, "120k tokens"],
  [999_600, "1.0M tokens"],
  [1_230_000, "1.2M tokens"],
])("%i is shown as %s", (count, shown) => {
  expect(formatTokens(count)).toBe(shown);
});

test("a count is also there to the last digit", () => {
  expect(formatCount(12_345)).toBe("12k");
  expect(formatExactCount(12_345)).toBe("12,345");
});
