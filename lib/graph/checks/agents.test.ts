import { expect, test } from "vitest";
import type { GraphEdit } from "../graph-edit.ts";
import { orderException } from "../templates/order-exception.ts";
import { validate } from "../validate.ts";
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
    what: "a place of a template in instructions",
    edits: [set("decision", ["instructions"], "Decide about {{ context.order }} and so on.")],
    code: "place-in-instructions",
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

test("where the default connection lists one model alone, it is offered for the whole workflow", () => {
  const { graph } = orderException();
  const without = { ...graph, defaultModel: null };
  const connection = { id: "c", kind: "model", name: "Own", offline: false, isDefault: true };
  const offered = (models: string[]) =>
    validate(without, { connections: [{ ...connection, models }] }).find(({ code }) => code === "no-model")
      ?.fix;
  expect(offered(["house-model"])).toEqual({
    label: "Use house-model for the whole workflow",
    edits: [
      { type: "graph-change", path: ["defaultModel"], value: { connectionId: null, model: "house-model" } },
    ],
  });
  expect(offered(["one", "two"])).toBeUndefined();
  expect(offered([])).toBeUndefined();
});
