import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultLimits } from "../graph/new-node.ts";
import type { PlanModel } from "../plan/plan.ts";
import { count, reservationOf } from "./limits.ts";

const limits = { ...defaultLimits(), maxOutputTokens: 1_000 };
const modelAt = (price: PlanModel["price"]): PlanModel => ({ connectionId: null, model: "small", price });
const price = fc.record({
  input: fc.double({ min: 0, max: 1e6, noNaN: true }),
  output: fc.double({ min: 0, max: 1e6, noNaN: true }),
  cachedInput: fc.double({ min: 0, max: 1e6, noNaN: true }),
});

test("a call never costs more than was reserved for it, however much of its request was cached", () => {
  const call = fc.record({ requestBytes: fc.nat(1e6), cached: fc.nat(100), price });
  fc.assert(
    fc.property(call, ({ requestBytes, cached, price }) => {
      const step = { limits, models: [modelAt(price)] };
      const reserved = reservationOf(step, { requestBytes, counted: null }, 0);
      const input = reserved?.inputTokens ?? 0;
      const fromCache = Math.floor((input * cached) / 100);
      const cost = (input - fromCache) * price.input + fromCache * price.cachedInput + 1_000 * price.output;
      expect(reserved?.costNanos).toBeGreaterThanOrEqual(Math.floor(cost));
    }),
  );
});

test("what the endpoint counted before stands for the bytes that it was sent", () => {
  const step = { limits, models: [modelAt(null)] };
  const counted = { bytes: 4_000, tokens: 900 };
  expect(reservationOf(step, { requestBytes: 5_000, counted }, 0)).toEqual({
    inputTokens: 1_900,
    outputTokens: 1_000,
    costNanos: null,
  });
  // A token for each byte is the most that there can be, whatever an endpoint counts.
  expect(
    reservationOf(step, { requestBytes: 500, counted: { bytes: 400, tokens: 900 } }, 0)?.inputTokens,
  ).toBe(500);
});

test("nothing is reserved where no limit asked for the size of the request", () => {
  expect(
    reservationOf({ limits, models: [modelAt(null)] }, { requestBytes: null, counted: null }, 0),
  ).toBeNull();
});

test.each([
  [1, "1 token"],
  [4_096, "4,096 tokens"],
  [1_000_000, "1,000,000 tokens"],
])("%i of a unit reads as %s", (amount, words) => expect(count(amount, "token")).toBe(words));
