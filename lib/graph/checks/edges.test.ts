import { expect, test } from "vitest";
import { addEdge, lookAt, type ProblemCase, set, setEdge } from "./problem-cases.ts";

const cases: ProblemCase[] = [
  {
    what: "an edge between kinds that don't fit",
    edits: [addEdge({ id: "odd", kind: "tool", from: "desk", to: "erp", fills: [] })],
    code: "edge-misfit",
    at: "odd",
    says: "only asks its workers",
  },
  {
    what: "the same edge twice",
    edits: [addEdge({ id: "again", kind: "tool", from: "decision", to: "rules", fills: [] })],
    code: "duplicate-edge",
    at: "again",
  },
  {
    what: "a field that is handed over twice",
    edits: [
      setEdge("desk-action", ["context", "again"], {
        id: "again",
        name: "action",
        schema: {},
        required: true,
        fill: { by: "model" },
      }),
    ],
    code: "duplicate-field",
    at: "desk-action",
  },
  {
    what: "a worker that receives nothing",
    edits: [setEdge("desk-retrieval", ["context"], []), set("erp", ["description"], "x")],
    code: "empty-context",
    at: "desk-retrieval",
    warning: true,
  },
];

test.each(cases)("$what is told", (one) => {
  const { issue, mended, stubborn } = lookAt(one);
  expect(issue?.message).toMatch(/[.]$/);
  expect(mended).toBe(one.fixed ?? true);
  expect(stubborn).toEqual([]);
});
