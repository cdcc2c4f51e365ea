import { expect, test } from "vitest";
import { TryLimit } from "./try-limit.ts";

test("tries beyond a limit wait until the oldest of them is past, each key for itself", () => {
  const limit = new TryLimit([
    { max: 2, windowMs: 1_000 },
    { max: 3, windowMs: 10_000 },
  ]);
  expect(limit.take("ada", 0)).toBeNull();
  expect(limit.take("ada", 100)).toBeNull();
  expect(limit.take("ada", 200)).toBe(800);
  expect(limit.take("eve", 200)).toBeNull();
  expect(limit.take("ada", 1_001)).toBeNull();
  expect(limit.take("ada", 5_000)).toBe(5_000);
  limit.clear("ada");
  expect(limit.take("ada", 5_000)).toBeNull();
});
