import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
import type { Json, JsonObject } from "@/lib/graph/json.ts";
import type { ObjectSchema } from "@/lib/graph/json-schema.ts";
import { checkInput, type FieldProblems } from "./check-input.ts";
import { SchemaForm } from "./schema-form.tsx";

const schema: ObjectSchema = {
  type: "object",
  properties: {
    orderId: { type: "string", title: "Order number", minLength: 1 },
    count: { type: "integer", title: "Count", minimum: 1 },
    urgent: { type: "boolean", title: "Urgent" },
    lines: { type: "array", title: "Lines", items: { type: "string" } },
    address: { type: "object", title: "Address", properties: { city: { type: "string", title: "City" } } },
  },
  required: ["orderId", "count"],
};

let held: JsonObject = {};
function Form({ problems = {} }: { problems?: FieldProblems }) {
  const [value, setValue] = useState<JsonObject>({});
  held = value;
  return <SchemaForm schema={schema} value={value} problems={problems} onChange={setValue} />;
}

test("every kind of field can be filled, and the input is what was filled in", async () => {
  const user = userEvent.setup();
  render(<Form />);
  await user.type(screen.getByRole("textbox", { name: "Order number" }), "SO-1");
  await user.type(screen.getByRole("textbox", { name: "Count" }), "3");
  await user.tab();
  await user.click(screen.getByRole("checkbox", { name: "Urgent (optional)" }));
  await user.click(screen.getByRole("button", { name: "Add to Lines (optional)" }));
  await user.type(screen.getByRole("textbox", { name: "1" }), "first");
  await user.type(screen.getByRole("textbox", { name: "City (optional)" }), "Kessby");
  expect(held).toEqual({
    orderId: "SO-1",
    count: 3,
    urgent: true,
    lines: ["first"],
    address: { city: "Kessby" },
  });
});

test("a field left empty or emptied again is left out", async () => {
  const user = userEvent.setup();
  render(<Form />);
  const city = screen.getByRole("textbox", { name: "City (optional)" });
  await user.type(city, "K");
  await user.clear(city);
  expect(held).toEqual({});
});

test("a list is pasted as JSON, and stays what it was while that is none", async () => {
  const user = userEvent.setup();
  render(<Form />);
  await user.click(screen.getByRole("button", { name: "Lines (optional) as JSON" }));
  const area = screen.getByRole("textbox", { name: "Lines (optional) as JSON" });
  await user.click(area);
  await user.paste('["one", "two"]');
  expect(held).toEqual({ lines: ["one", "two"] });
  await user.type(area, ",");
  expect(screen.getByText(/Expected a list in JSON/)).toBeDefined();
  expect(area).toHaveProperty("value", '["one", "two"],');
  expect(held).toEqual({ lines: ["one", "two"] });
  await user.type(area, "{Backspace}");
  expect(screen.queryByText(/Expected a list in JSON/)).toBeNull();
  await user.click(screen.getByRole("button", { name: "Lines (optional) as JSON" }));
  expect(screen.getByRole("textbox", { name: "2" })).toHaveProperty("value", "two");
});

test.each<[string, Json | undefined]>([
  ["[[1, 2]", [1, 2]],
  ['{{"a": null}', { a: null }],
  ["7", 7],
  ["seven", "seven"],
  ['"7"', "7"],
  ["[[1, ", "[1, "],
])("what is written into a field for anything means JSON where it is JSON: %s", async (typed, means) => {
  const user = userEvent.setup();
  const form: ObjectSchema = { type: "object", properties: { any: {} }, required: [] };
  let value: JsonObject = {};
  function Any() {
    const [state, setState] = useState<JsonObject>({});
    value = state;
    return <SchemaForm schema={form} value={state} problems={{}} onChange={setState} />;
  }
  const { unmount } = render(<Any />);
  const area = screen.getByRole("textbox", { name: "any (optional)" });
  await user.type(area, typed);
  expect(value).toEqual({ any: means });
  // It is shown as it was written.
  expect(area).toHaveProperty("value", typed.replaceAll("[[", "[").replaceAll("{{", "{"));
  unmount();
});

test("a problem stands at its field and marks it", () => {
  render(<Form problems={checkInput(schema, { count: 1 })} />);
  const field = screen.getByRole("textbox", { name: "Order number" });
  expect(field.getAttribute("aria-invalid")).toBe("true");
  expect(screen.getByText("This is needed.")).toBeDefined();
});
