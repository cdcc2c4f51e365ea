import { expect, test } from "vitest";
import { startInput } from "./start-input.ts";

test("a form begins with its defaults", () => {
  const properties = { orderId: { type: "string" }, count: { type: "integer", default: 2 } } as const;
  expect(startInput({ type: "object", properties, required: ["orderId"] })).toEqual({ count: 2 });
});
