import { expect, test } from "vitest";
import { lookAt, type ProblemCase, set } from "./problem-cases.ts";

const cases: ProblemCase[] = [
  {
    what: "a required field that isn't there",
    edits: [set("input", ["schema", "required"], ["orderId", "gone"])],
    code: "required-unknown",
    at: "input",
  },
];

test.each(cases)("$what is told", (one) => {
  const { issue, mended, stubborn } = lookAt(one);
  expect(issue?.message).toMatch(/[.]$/);
  expect(mended).toBe(one.fixed ?? true);
  expect(stubborn).toEqual([]);
});
