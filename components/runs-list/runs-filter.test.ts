import { expect, test } from "vitest";
import { isFiltered, runsPath } from "./runs-filter.ts";

test("a filter is in the address, and none leaves it bare", () => {
  const all = { workflowId: null, status: null, before: null };
  expect(runsPath(all)).toBe("/runs");
  expect(isFiltered(all)).toBe(false);
  expect(runsPath({ workflowId: "w&1", status: "failed", before: 5 })).toBe(
    "/runs?workflow=w%261&state=failed&before=5",
  );
  expect(isFiltered({ ...all, status: "ok" })).toBe(true);
});
