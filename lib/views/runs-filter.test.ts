import fc from "fast-check";
import { expect, test } from "vitest";
import { filterOf, isFiltered, RunsFilter, runsPath } from "./runs-filter.ts";

const all: RunsFilter = { workflowId: null, status: null, before: null };

test("the address holds the whole filter and is read back as it was written", () => {
  const filters = fc.record({
    workflowId: fc.option(fc.string({ minLength: 1, maxLength: 100 })),
    status: fc.option(fc.constantFrom(...RunsFilter.shape.status.unwrap().options)),
    before: fc.option(fc.record({ startedAt: fc.nat(), runId: fc.string({ maxLength: 100 }) })),
  });
  fc.assert(
    fc.property(filters, (filter) => {
      const { searchParams } = new URL(runsPath(filter), "http://localhost");
      expect(filterOf(Object.fromEntries(searchParams))).toEqual(filter);
      expect(isFiltered(filter)).toBe(runsPath(filter) !== "/runs");
    }),
  );
});

test("an address that can't be read shows all runs", () => {
  expect(filterOf({ state: "wrong" })).toEqual(all);
  expect(filterOf({ before: "yesterday" })).toEqual(all);
  expect(filterOf({ workflow: ["a", "b"] })).toEqual(all);
  expect(filterOf({})).toEqual(all);
});
