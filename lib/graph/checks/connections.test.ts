import { expect, test } from "vitest";
import { lookAt, type ProblemCase, set } from "./problem-cases.ts";

const cases: ProblemCase[] = [
  {
    what: "a tool without a connection",
    edits: [set("erp", ["tool", "connectionId"], null)],
    code: "no-connection",
    at: "erp",
    fixed: false,
  },
  {
    what: "a connection that is gone",
    edits: [set("erp", ["tool", "connectionId"], "gone")],
    code: "connection-missing",
    at: "erp",
    fixed: false,
  },
  {
    what: "a mail server that is gone",
    edits: [set("mail", ["tool", "connectionId"], "gone")],
    code: "connection-missing",
    at: "mail",
  },
  {
    what: "a connection of another kind",
    edits: [set("mail", ["tool", "connectionId"], "demo-erp")],
    code: "connection-kind",
    at: "mail",
  },
  {
    what: "a model connection that is gone",
    edits: [set("desk", ["models", "own"], { id: "own", connectionId: "gone", model: "gpt-5" })],
    code: "connection-missing",
    at: "desk",
  },
];

test.each(cases)("$what is told", (one) => {
  const { issue, mended, stubborn } = lookAt(one);
  expect(issue?.message).toMatch(/[.]$/);
  expect(mended).toBe(one.fixed ?? true);
  expect(stubborn).toEqual([]);
});
