import { expect, test } from "vitest";
import { cut, lookAt, type ProblemCase, set } from "./problem-cases.ts";

const cases: ProblemCase[] = [
  {
    what: "a supervisor without workers",
    edits: ["retrieval", "decision", "action", "notification"].map((id) => cut(`desk-${id}`)),
    code: "no-workers",
    at: "desk",
    fixed: false,
  },
  {
    what: "an agent without a model",
    edits: [set("decision", ["models"], [])],
    code: "no-model",
    at: "decision",
  },
  {
    what: "a model without a name",
    edits: [set("decision", ["models", "0", "model"], "")],
    code: "no-model",
    at: "decision",
  },
  {
    what: "an agent without instructions",
    edits: [set("decision", ["instructions"], "")],
    code: "no-instructions",
    at: "decision",
    warning: true,
    fixed: false,
  },
  {
    what: "a worker without a description",
    edits: [set("decision", ["description"], "")],
    code: "no-description",
    at: "decision",
    warning: true,
    fixed: false,
  },
  {
    what: "an answer without fields",
    edits: [set("retrieval", ["output"], { type: "object", properties: {}, required: [] })],
    code: "empty-output",
    at: "retrieval",
  },
];

test.each(cases)("$what is told", (one) => {
  const { issue, mended, stubborn } = lookAt(one);
  expect(issue?.message).toMatch(/[.]$/);
  expect(mended).toBe(one.fixed ?? true);
  expect(stubborn).toEqual([]);
});
