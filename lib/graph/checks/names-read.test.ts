import { expect, test } from "vitest";
import { byPath, lookAt, type ProblemCase, set, setEdge } from "./problem-cases.ts";

const cases: ProblemCase[] = [
  {
    what: "an expression that can't be read",
    edits: [setEdge("desk-action", ["context", "orderId", "fill"], byPath("input. +"))],
    code: "expression",
    at: "desk-action",
    says: "character",
    fixed: false,
  },
  {
    what: "a condition that can't be read",
    edits: [set("rules", ["tool", "rules", "system-unreachable", "when"], "size(")],
    code: "expression",
    at: "rules",
    fixed: false,
  },
  {
    what: "a template that can't be read",
    edits: [set("output", ["template"], "Hello {{ results. }}")],
    code: "expression",
    at: "output",
    fixed: false,
  },
  {
    what: "a function that isn't there",
    edits: [set("output", ["template"], "{{ shout(input.orderId) }}")],
    code: "expression",
    at: "output",
    says: "shout",
    fixed: false,
  },
  {
    what: "a place that nothing closes",
    edits: [set("output", ["template"], "Order {{ input.orderId, thank you")],
    code: "expression",
    at: "output",
    says: "“{{” begins a place, and no “}}” ends it (at character 7)",
  },
  {
    what: "a place that nothing closes, without a path",
    edits: [set("output", ["template"], "{{ input.orderId }} and {{")],
    code: "expression",
    at: "output",
    says: "at character 25",
  },
  {
    what: "an empty place",
    edits: [set("output", ["template"], "Order {{ }}")],
    code: "expression",
    at: "output",
    says: "there is no expression here yet",
    fixed: false,
  },
  {
    what: "a result by the name on the canvas, in brackets",
    edits: [set("output", ["template"], '{{ results["Order desk"].data_retrieval }}')],
    code: "unknown-result",
    at: "output",
    says: "No result is called “Order desk”",
  },
  {
    what: "text where a number is needed",
    edits: [set("rules", ["tool", "rules", "system-unreachable", "when"], "parameters.orderId * 2 > 1")],
    code: "wrong-type",
    at: "rules",
    says: "“*” multiplies two numbers; here it got text",
    warning: true,
    fixed: false,
  },
  {
    what: "a condition that is no condition",
    edits: [set("rules", ["tool", "rules", "system-unreachable", "when"], "parameters.orderId")],
    code: "wrong-type",
    at: "rules",
    says: "the condition must be true or false, and it is text",
    warning: true,
    fixed: false,
  },
  {
    what: "an empty simulated reply",
    edits: [set("action", ["simulatedReply"], "")],
    code: "expression",
    at: "action",
  },
  {
    what: "a misspelt name",
    edits: [set("output", ["template"], "{{ inputs.orderId }}")],
    code: "unknown-name",
    at: "output",
    says: "inputs",
  },
  {
    what: "a misspelt result",
    edits: [setEdge("desk-action", ["context", "action", "fill"], byPath("results.desicion.action"))],
    code: "unknown-result",
    at: "desk-action",
    says: "desicion",
  },
  {
    what: "a worker's result read past its supervisor",
    edits: [set("output", ["template"], "{{ results.decision.reason }}")],
    code: "unknown-result",
    at: "output",
  },
  {
    what: "a misspelt field of a result",
    edits: [setEdge("desk-action", ["context", "action", "fill"], byPath("results.decision.acton"))],
    code: "unknown-field",
    at: "desk-action",
    says: "acton",
  },
  {
    what: "a misspelt field of the input",
    edits: [set("output", ["template"], "{{ input.order_id }}")],
    code: "unknown-field",
    at: "output",
  },
  {
    what: "a misspelt field of a context",
    edits: [setEdge("decision-rules", ["fills", "order", "fill"], byPath("context.facts.ordr"))],
    code: "unknown-field",
    at: "decision-rules",
  },
  {
    what: "a misspelt field of a tool's result",
    edits: [set("action", ["simulatedReply"], "results.update_order.chnged > 0")],
    code: "unknown-field",
    at: "action",
  },
  {
    what: "a misspelt parameter of a rule",
    edits: [set("rules", ["tool", "rules", "cancelled", "when"], "parameters.ordr.status == ''")],
    code: "unknown-field",
    at: "rules",
  },
  {
    what: "a field of a list",
    edits: [set("output", ["template"], "{{ results.order_desk.data_retrieval.stock.sku }}")],
    code: "unknown-field",
    at: "output",
    says: "choose an item",
    fixed: false,
  },
  {
    what: "a field of plain text",
    edits: [set("notification", ["output"], null)],
    code: "unknown-field",
    at: "output",
    says: "a text",
    fixed: false,
  },
  {
    what: "a result that can't be there yet",
    edits: [setEdge("desk-decision", ["context", "facts", "fill"], byPath("results.decision"))],
    code: "result-later",
    at: "desk-decision",
    warning: true,
    fixed: false,
  },
];

test.each(cases)("$what is told", (one) => {
  const { issue, mended, stubborn } = lookAt(one);
  expect(issue?.message).toMatch(/[.]$/);
  expect(mended).toBe(one.fixed ?? true);
  expect(stubborn).toEqual([]);
});
