import { expect, test } from "vitest";
import type { GraphEdit } from "../graph-edit.ts";
import { cut, lookAt, type ProblemCase, set } from "./problem-cases.ts";

const noDefault: GraphEdit = { type: "graph-change", path: ["defaultModel"], value: null };
const own = (model: string) => ({ id: "own", connectionId: null, model });

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
    edits: [noDefault, set("desk", ["models", "own"], own("gpt-5"))],
    code: "no-model",
    at: "decision",
  },
  {
    what: "an agent without a model where nothing tells which to take",
    edits: [noDefault],
    code: "no-model",
    at: "desk",
    fixed: false,
  },
  {
    what: "a model without a name",
    edits: [set("decision", ["models", "own"], own(""))],
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
