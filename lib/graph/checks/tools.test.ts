import { expect, test } from "vitest";
import { newTool } from "../new-node.ts";
import { lookAt, type ProblemCase, set } from "./problem-cases.ts";

const cases: ProblemCase[] = [
  {
    what: "a tool without a statement",
    edits: [set("erp", ["tool", "statement"], "  ")],
    code: "no-statement",
    at: "erp",
    fixed: false,
  },
  {
    what: "a statement parameter that isn't declared",
    edits: [set("erp", ["tool", "statement"], "select :orderId, :region")],
    code: "parameter-not-declared",
    at: "erp",
    says: ":region",
  },
  {
    what: "a statement parameter in letters that none can have",
    edits: [set("erp", ["tool", "statement"], "select :orderId, :region, :größe_, $$ :none $$")],
    code: "statement-refused",
    at: "erp",
    says: "größe_",
  },
  {
    what: "a statement parameter that two fixes would add",
    edits: [
      set("erp", ["tool", "statement"], "select :orderId, :region, :season, $$ :none $$, E'it\\'s :no'"),
    ],
    code: "parameter-not-declared",
    at: "erp",
    says: "“:region”, “:season”, which are none",
  },
  {
    what: "a parameter by number",
    edits: [set("erp", ["tool", "statement"], "select :orderId, $1")],
    code: "statement-refused",
    at: "erp",
    says: "$1",
    fixed: false,
  },
  {
    what: "a text that isn't closed",
    edits: [set("erp", ["tool", "statement"], "select :orderId, 'open")],
    code: "statement-refused",
    at: "erp",
    says: "character 18",
    fixed: false,
  },
  {
    what: "a parameter of a template that isn't declared",
    edits: [
      set(
        "mail",
        ["tool", "body"],
        "{{ parameters.message }} {{ parameters.name }} {{ parameters.service }}",
      ),
    ],
    code: "unknown-field",
    at: "mail",
    says: "service",
  },
  {
    what: "a parameter that is never used",
    edits: [
      set("update", ["tool", "statement"], "update orders set resolution = :action where id = :orderId"),
    ],
    code: "parameter-unused",
    at: "update",
    warning: true,
    says: "note",
  },
  {
    what: "a template parameter that is never used",
    edits: [set("mail", ["tool", "body"], "{{ parameters.message }}")],
    code: "parameter-unused",
    at: "mail",
    warning: true,
    says: "name",
  },
  {
    what: "a tool without rules",
    edits: [set("rules", ["tool", "rules"], [])],
    code: "no-rules",
    at: "rules",
    fixed: false,
  },
  {
    what: "a rule without a condition",
    edits: [set("rules", ["tool", "rules", "cancelled", "when"], "")],
    code: "no-condition",
    at: "rules",
  },
  {
    what: "a mail without a text",
    edits: [set("mail", ["tool", "body"], "")],
    code: "no-template",
    at: "mail",
    fixed: false,
  },
  {
    what: "an HTTP tool without an address",
    edits: [set("mail", ["tool"], { ...newTool("http") })],
    code: "no-template",
    at: "mail",
    fixed: false,
  },
];

test.each(cases)("$what is told", (one) => {
  const { issue, mended, stubborn } = lookAt(one);
  expect(issue?.message).toMatch(/[.]$/);
  expect(mended).toBe(one.fixed ?? true);
  expect(stubborn).toEqual([]);
});
