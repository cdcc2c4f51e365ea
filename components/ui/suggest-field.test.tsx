import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
import { SuggestField } from "./suggest-field.tsx";

function Model() {
  const [model, setModel] = useState("");
  return <SuggestField label="Model" suggestions={["house-model"]} value={model} onValueChange={setModel} />;
}

test("what is typed stays, however often Escape is pressed", async () => {
  const user = userEvent.setup();
  render(<Model />);
  const field = screen.getByLabelText("Model");
  await user.type(field, "own-model");
  await user.keyboard("{Escape}{Escape}{Escape}");
  expect(field).toHaveProperty("value", "own-model");
  await user.clear(field);
  expect(field).toHaveProperty("value", "");
});
