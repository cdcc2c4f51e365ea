import { expect, test } from "vitest";
import { byPath, lookAt, type ProblemCase, setEdge } from "./problem-cases.ts";

const toneField = {
  ...{ id: "tone", name: "tone", schema: { type: "string" }, required: true },
  fill: byPath("input.orderId"),
};

const cases: ProblemCase[] = [
  {
    what: "a path that is missing",
    edits: [setEdge("desk-action", ["context", "orderId", "fill"], byPath(" "))],
    code: "no-path",
    at: "desk-action",
  },
  {
    what: "a model that is to fill a field on a way without one",
    edits: [
      setEdge(
        "desk-output",
        ["context"],
        [{ id: "f", name: "orderId", schema: {}, required: true, fill: { by: "model" } }],
      ),
    ],
    code: "nothing-fills",
    at: "desk-output",
  },
  {
    what: "a field on a way that nothing can fill at all",
    edits: [
      setEdge(
        "desk-output",
        ["context"],
        [{ id: "f", name: "colour", schema: {}, required: true, fill: { by: "reference" } }],
      ),
    ],
    code: "nothing-fills",
    at: "desk-output",
  },
  {
    what: "a reference where nobody passes one",
    edits: [setEdge("decision-rules", ["fills", "order", "fill"], { by: "reference" })],
    code: "nothing-fills",
    at: "decision-rules",
  },
  {
    what: "a parameter that the tool doesn't have",
    edits: [setEdge("notification-mail", ["fills"], [{ name: "colour", fill: { by: "model" } }])],
    code: "field-not-declared",
    at: "notification-mail",
  },
  {
    what: "a field on the way to a tool that the tool doesn't take",
    edits: [setEdge("input-erp", ["context", "tone"], toneField)],
    code: "field-not-declared",
    at: "input-erp",
    says: "“tone”",
    warning: true,
  },
  {
    what: "a field on the way to an output, which takes none",
    edits: [setEdge("desk-output", ["context"], [toneField])],
    code: "field-not-declared",
    at: "desk-output",
    warning: true,
  },
  {
    what: "a tool on the way whose parameter isn't handed over",
    edits: [setEdge("input-erp", ["context"], [])],
    code: "field-not-filled",
    at: "input-erp",
    says: "orderId",
  },
];

test.each(cases)("$what is told", (one) => {
  const { issue, mended, stubborn } = lookAt(one);
  expect(issue?.message).toMatch(/[.]$/);
  expect(mended).toBe(one.fixed ?? true);
  expect(stubborn).toEqual([]);
});
