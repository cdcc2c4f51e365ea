import { expect, test } from "vitest";
import type { ObjectSchema } from "@/lib/graph/json-schema.ts";
import { checkInput } from "./check-input.ts";

const schema: ObjectSchema = {
  type: "object",
  properties: {
    orderId: { type: "string", minLength: 1, maxLength: 10 },
    count: { type: "integer", minimum: 1, maximum: 5, default: 2 },
    urgency: { type: "string", enum: ["low", "high"] },
    lines: {
      type: "array",
      items: { type: "object", properties: { sku: { type: "string" } }, required: ["sku"] },
    },
  },
  required: ["orderId"],
};

test("an input that fits has no problems", () => {
  expect(checkInput(schema, { orderId: "SO-1", count: 3, urgency: "low", lines: [{ sku: "A" }] })).toEqual(
    {},
  );
});

test("each problem stands at its field and says what was expected and what came", () => {
  expect(checkInput(schema, {})).toEqual({ orderId: "This is needed." });
  expect(
    checkInput(schema, { orderId: "SO-12345678", count: 9, urgency: "soon", lines: [{ sku: "A" }, {}] }),
  ).toEqual({
    orderId: "At most 10 characters; these are 11.",
    count: "At most 5; this is 9.",
    urgency: "Choose one of low, high.",
    "lines.1.sku": "This is needed.",
  });
  expect(checkInput(schema, { orderId: "SO-1", count: 1.5 })).toEqual({
    count: "A whole number; this is 1.5.",
  });
});
