import { expect, test } from "vitest";
import { formatBytes } from "./format-bytes.ts";

test.each([
  [0, "0 B"],
  [812, "812 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [4100, "4.1 kB"],
  [9960, "10 kB"],
  [999_600, "1.0 MB"],
  [3_200_000, "3.2 MB"],
  [5_000_000_000_000, "5000 GB"],
])("%i bytes are shown as %s", (bytes, shown) => {
  expect(formatBytes(bytes)).toBe(shown);
});
