import { expect, test } from "vitest";
import { orderException } from "../templates/order-exception.ts";
import { validate } from "../validate.ts";
import { allOnline, lookAt, type ProblemCase, set } from "./problem-cases.ts";

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

test("a connection that runs can't reach is told with the reason, and keeps nothing from running", () => {
  const why = "The runner far:7 could not reach it just now: no route to host.";
  const issuesWith = (more: object) =>
    validate(orderException().graph, {
      ...allOnline,
      connections: allOnline.connections.map((one) => (one.id === "demo-wms" ? { ...one, ...more } : one)),
    });
  expect(issuesWith({ unreachable: why })).toEqual([
    {
      code: "connection-unreachable",
      severity: "warning",
      nodeId: "wms",
      field: ["tool", "connectionId"],
      message: `“Demo WMS” can't be reached, so “WMS stock” may fail. ${why}`,
    },
  ]);
  expect(issuesWith({ unreachable: why, offline: true }).map(({ code }) => code)).toEqual([
    "connection-offline",
  ]);
});
