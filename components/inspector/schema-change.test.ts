import { expect, test } from "vitest";
import type { ObjectSchema } from "@/lib/graph/json-schema.ts";
import {
  ofKind,
  withFieldMoved,
  withFieldRenamed,
  withNewField,
  withoutField,
  withRequired,
} from "./schema-change.ts";

const schema: ObjectSchema = {
  type: "object",
  properties: { id: { type: "string" }, note: { type: "string", description: "What was said" } },
  required: ["id"],
};

test("a renamed field keeps its place and whether it is required", () => {
  const renamed = withFieldRenamed(schema, "id", "orderId");
  expect(renamed).toEqual({
    schema: {
      ...schema,
      properties: { orderId: schema.properties.id, note: schema.properties.note },
      required: ["orderId"],
    },
  });
  expect("schema" in renamed && Object.keys(renamed.schema.properties)).toEqual(["orderId", "note"]);
});

test.each([
  ["note", null],
  ["order id", "order_id"],
  ["__proto__", "proto"],
  ["番号", null],
])("the name %j is refused, and one that works is offered", (name, offer) => {
  expect(withFieldRenamed(schema, "id", name)).toMatchObject({
    problem: expect.stringMatching(/\.$/),
    offer,
  });
});

test("fields are added under a free name, moved and taken away", () => {
  const { schema: more, name } = withNewField(schema);
  expect(name).toBe("field3");
  expect(Object.keys(withFieldMoved(more, name, -1).properties)).toEqual(["id", "field3", "note"]);
  expect(withoutField(more, "id")).toEqual({
    type: "object",
    properties: { note: schema.properties.note, field3: { type: "string" } },
    required: ["field3"],
  });
  expect(withRequired(schema, "note", true).required).toEqual(["id", "note"]);
  expect(withRequired(schema, "id", false).required).toEqual([]);
});

test("another type keeps the words and drops what no longer means anything", () => {
  expect(ofKind({ type: "string", description: "How many", enum: ["1"] }, "integer")).toEqual({
    type: "integer",
    description: "How many",
  });
});
