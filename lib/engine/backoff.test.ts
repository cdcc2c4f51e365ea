import fc from "fast-check";
import { expect, test } from "vitest";
import type { Path } from "../run/path.ts";
import { backoffMs } from "./backoff.ts";

const attempts = fc.record({
  path: fc.array(fc.record({ step: fc.string(), visit: fc.nat() }), { minLength: 1, maxLength: 3 }),
  attempt: fc.integer({ min: 1, max: 40 }),
  baseMs: fc.integer({ min: 1, max: 10_000 }),
});

test("a wait is between half and all of the doubled base, and at most a minute", () => {
  fc.assert(
    fc.property(attempts, (attempt) => {
      const whole = Math.min(60_000, attempt.baseMs * 2 ** (attempt.attempt - 1));
      const wait = backoffMs({ ...attempt, retryAfterMs: 0 });
      expect(wait).toBeGreaterThanOrEqual(Math.floor(whole / 2));
      expect(wait).toBeLessThanOrEqual(whole);
      expect(backoffMs({ ...attempt, retryAfterMs: 0 })).toBe(wait);
    }),
  );
});

test("what the other side asks for is waited, however long", () => {
  fc.assert(
    fc.property(attempts, fc.nat(), (attempt, retryAfterMs) => {
      const wait = backoffMs({ ...attempt, retryAfterMs });
      expect(wait).toBe(Math.max(retryAfterMs, backoffMs({ ...attempt, retryAfterMs: 0 })));
    }),
  );
});

test("calls that failed together are not all tried again together", () => {
  const paths = Array.from({ length: 20 }, (_, call): Path => [{ step: "desk", visit: 0, turn: 0, call }]);
  const waits = paths.map((path) => backoffMs({ path, attempt: 1, baseMs: 10_000, retryAfterMs: 0 }));
  expect(new Set(waits).size).toBeGreaterThan(15);
});
