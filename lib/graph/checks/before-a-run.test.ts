import { describe, expect, test } from "vitest";
import type { GraphEdit } from "../graph-edit.ts";
import type { JsonObject } from "../json.ts";
import { orderException } from "../templates/order-exception.ts";
import { validate } from "../validate.ts";
import {
  allOnline,
  byPath,
  edited,
  erpAsTool,
  lookAt,
  type ProblemCase,
  set,
  setEdge,
} from "./problem-cases.ts";

const tooNarrow = { type: "string", minLength: 5, maxLength: 2 };
const field = (id: string, schema: JsonObject, fill: JsonObject) => ({
  id,
  name: id,
  schema,
  required: true,
  fill,
});

const cases: ProblemCase[] = [
  {
    what: "a parameter that no value fits",
    edits: [set("mail", ["parameters", "properties", "subject"], tooNarrow)],
    code: "no-value-fits",
    at: "mail",
    says: "subject",
    fixed: false,
  },
  {
    what: "a field of an answer that no value fits",
    edits: [
      set("retrieval", ["output"], { type: "object", properties: { note: tooNarrow }, required: ["note"] }),
    ],
    code: "no-value-fits",
    at: "retrieval",
    fixed: false,
  },
  {
    what: "a field for a worker that no value fits",
    edits: [setEdge("desk-action", ["context"], [field("note", tooNarrow, { by: "model" })])],
    code: "no-value-fits",
    at: "desk-action",
    fixed: false,
  },
  {
    what: "an object where a text is declared, which becomes JSON text",
    edits: [setEdge("desk-action", ["context"], [field("order", { type: "string" }, byPath("input"))])],
    code: "wrong-type",
    at: "desk-action",
    says: "JSON text",
    warning: true,
  },
  {
    what: "a text where a number is declared, which can't be handed over",
    edits: [
      setEdge("desk-action", ["context"], [field("order", { type: "number" }, byPath("input.orderId"))]),
    ],
    code: "wrong-type",
    at: "desk-action",
    says: "can't be handed over",
  },
  {
    what: "a list for a tool's text",
    edits: [
      ...erpAsTool,
      setEdge("retrieval-erp", ["fills"], [{ name: "orderId", fill: byPath("[context]") }]),
    ],
    code: "wrong-type",
    at: "retrieval-erp",
    says: "it would refuse",
    fixed: false,
  },
  {
    what: "workers that wait for each other",
    edits: [
      setEdge("desk-decision", ["context"], [field("a", {}, byPath("results.action"))]),
      setEdge("desk-action", ["context"], [field("b", {}, byPath("results.decision"))]),
    ],
    code: "asks-in-circle",
    says: "wait for each other's results",
    warning: true,
    fixed: false,
  },
];

test.each(cases)("$what is told", (one) => {
  const { issue, mended } = lookAt(one);
  expect(issue?.message).toMatch(/[.]$/);
  expect(mended).toBe(one.fixed ?? true);
});

test("an example that fits takes the place of a value that can't be made up", () => {
  const schema = { type: "string", format: "date", minLength: 10, examples: ["2026-11-20"] };
  const edits = [set("erp", ["parameters", "properties", "orderId"], schema)];
  expect(lookAt({ what: "", edits, code: "no-value-fits", at: "erp" }).issue).toBeUndefined();
});

describe("for real runs", () => {
  const gateway = {
    id: "g",
    kind: "model",
    name: "Gateway",
    offline: false,
    models: ["gpt-5-nano"],
    isDefault: true,
  };
  const issuesWith = (connection: object, edits: GraphEdit[] = []) =>
    validate(edited(orderException().graph, edits), {
      ...allOnline,
      connections: [...allOnline.connections, { ...gateway, ...connection }],
    });

  test("a model that the connection doesn't list is told once, and one press changes it everywhere", () => {
    const own = [{ id: "own", connectionId: null, model: "gpt-5-mini" }];
    const [issue, ...others] = issuesWith({}, [set("decision", ["models"], own)]);
    expect(issue).toMatchObject({ code: "model-not-listed", severity: "warning", mode: "real" });
    expect(issue?.message).toContain("“Gateway” doesn't list the model gpt-5-mini");
    expect(others).toEqual([]);
    expect(issue?.fix?.label).toBe("Use gpt-5-nano everywhere");
    expect(issuesWith({}, [set("decision", ["models"], own), ...(issue?.fix?.edits ?? [])])).toEqual([]);
  });

  test.each([
    ["that lists it", { models: ["gpt-5-mini"] }, []],
    ["that lists nothing", { models: [] }, []],
    ["that is offline", { offline: true }, ["connection-offline"]],
    ["that is not the default", { isDefault: false }, ["no-connection"]],
  ])("of a connection %s", (_what, connection, codes) => {
    expect(issuesWith(connection).map(({ code }) => code)).toEqual(codes);
  });
});
