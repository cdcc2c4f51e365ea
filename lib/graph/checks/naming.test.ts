import { expect, test } from "vitest";
import { lookAt, type ProblemCase, set } from "./problem-cases.ts";

const cases: ProblemCase[] = [
  { what: "a name that is empty", edits: [set("decision", ["name"], " ")], code: "no-name", at: "decision" },
  {
    what: "a node of an unknown kind",
    edits: [
      {
        type: "node-add",
        node: {
          id: "x",
          kind: "unknown",
          name: "Table",
          referenceName: "table",
          description: "",
          original: {},
        },
        position: null,
      },
    ],
    code: "unknown-kind",
    at: "x",
  },
];

test.each(cases)("$what is told", (one) => {
  const { issue, mended, stubborn } = lookAt(one);
  expect(issue?.message).toMatch(/[.]$/);
  expect(mended).toBe(one.fixed ?? true);
  expect(stubborn).toEqual([]);
});
