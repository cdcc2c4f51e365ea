import fc from "fast-check";
import { expect, test } from "vitest";
import { pinOf, planId } from "./plan-id.ts";

test("the id of a plan names the version that it is of, whatever the workflow's id", () => {
  const pin = fc.record({
    id: fc.string({ minLength: 1, maxLength: 100 }),
    version: fc.integer({ min: 1, max: 1_000_000 }),
  });
  fc.assert(
    fc.property(pin, (one) => {
      expect(pinOf(planId(one))).toEqual(one);
    }),
  );
  expect(pinOf("main")).toBeNull();
});
