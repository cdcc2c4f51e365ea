import { expect, test } from "vitest";
import { add, cut, flow, lookAt, type ProblemCase, set } from "./problem-cases.ts";

const cases: ProblemCase[] = [
  { what: "a name that is empty", edits: [set("decision", ["name"], " ")], code: "no-name", at: "decision" },
  {
    what: "two workers of one name",
    edits: [set("action", ["name"], "decision")],
    code: "duplicate-name",
    at: "action",
    says: "decision",
  },
  {
    what: "two tools of one name",
    edits: [set("wms", ["name"], "ERP order")],
    code: "duplicate-name",
    at: "wms",
  },
  {
    what: "two steps of one name",
    edits: [
      cut("desk-output"),
      add("agent", "a"),
      set("a", ["name"], "Order desk"),
      flow("f1", "desk", "a"),
      flow("f2", "a", "output"),
    ],
    code: "duplicate-name",
    at: "a",
  },
  {
    what: "a worker called finish",
    edits: [set("action", ["name"], "Finish")],
    code: "bad-name",
    at: "action",
  },
  {
    what: "a node of an unknown kind",
    edits: [
      {
        type: "node-add",
        node: { id: "x", kind: "unknown", name: "Table", description: "", original: {} },
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
