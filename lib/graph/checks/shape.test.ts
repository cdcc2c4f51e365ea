import { expect, test } from "vitest";
import { add, addEdge, cut, flow, lookAt, type ProblemCase, remove } from "./problem-cases.ts";

const cases: ProblemCase[] = [
  { what: "no input", edits: [remove("input")], code: "no-input" },
  {
    what: "several inputs",
    edits: [add("input", "in2"), flow("f", "in2", "desk")],
    code: "several-inputs",
    at: "in2",
  },
  { what: "no output", edits: [remove("output")], code: "no-output" },
  {
    what: "an output that nothing leads to",
    edits: [cut("desk-output")],
    code: "output-unreached",
    at: "output",
    fixed: false,
  },
  {
    what: "a node that nothing leads to",
    edits: [cut("desk-action")],
    code: "unreachable",
    at: "action",
    warning: true,
  },
  {
    what: "a step that nothing comes after",
    edits: [cut("desk-output")],
    code: "dead-end",
    at: "desk",
    warning: true,
  },
  {
    what: "a step that would follow on one that is only asked",
    edits: [add("agent", "after"), flow("late", "action", "after"), flow("out", "after", "output")],
    code: "flow-from-asked",
    at: "late",
    says: "would never begin",
  },
  {
    what: "a circle of steps",
    edits: [flow("back", "desk", "desk")],
    code: "cycle",
    at: "back",
    says: "without a bound",
  },
  {
    what: "supervisors that ask each other",
    edits: [
      add("supervisor", "boss"),
      addEdge({ id: "down", kind: "worker", from: "desk", to: "boss", context: [] }),
      addEdge({ id: "up", kind: "worker", from: "boss", to: "desk", context: [] }),
    ],
    code: "cycle",
    at: "up",
  },
];

test.each(cases)("$what is told", (one) => {
  const { issue, mended, stubborn } = lookAt(one);
  expect(issue?.message).toMatch(/[.]$/);
  expect(mended).toBe(one.fixed ?? true);
  expect(stubborn).toEqual([]);
});
