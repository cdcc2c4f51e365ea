import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
import { NumberField } from "./number-field.tsx";
import { Select } from "./select.tsx";
import { SuggestField } from "./suggest-field.tsx";
import { TextArea } from "./text-area.tsx";
import { TextField } from "./text-field.tsx";

test("a text field is named by its label and described by hint and error", () => {
  render(<TextField label="Base URL" hint="Ends in /v1" error="Answered 404. Try …/v1." />);
  const field = screen.getByRole("textbox", { name: "Base URL" });
  expect(field.getAttribute("aria-invalid")).toBe("true");
  const described = (field.getAttribute("aria-describedby") ?? "")
    .split(" ")
    .map((id) => document.getElementById(id)?.textContent);
  expect(described).toContain("Ends in /v1");
  expect(described).toContain("Answered 404. Try …/v1.");
});

test("fields tell each new value", async () => {
  const values: unknown[] = [];
  render(
    <>
      <TextField label="Name" onValueChange={(value) => values.push(value)} />
      <TextArea label="Instructions" onValueChange={(value) => values.push(value)} />
      <NumberField label="Deadline" defaultValue={30} onValueChange={(value) => values.push(value)} />
    </>,
  );
  await userEvent.type(screen.getByRole("textbox", { name: "Name" }), "a");
  await userEvent.type(screen.getByRole("textbox", { name: "Instructions" }), "b");
  await userEvent.click(screen.getByRole("button", { name: "More, Deadline" }));
  expect(values).toEqual(["a", "b", 31]);
});

test("a select is worked by keyboard alone", async () => {
  const values: string[] = [];
  const options = [
    { value: "a", label: "First" },
    { value: "b", label: "Second" },
  ];
  render(
    <Select label="Model" options={options} defaultValue="a" onValueChange={(value) => values.push(value)} />,
  );
  const trigger = screen.getByRole("combobox", { name: "Model" });
  expect(trigger.textContent).toContain("First");
  trigger.focus();
  await userEvent.keyboard("{Enter}");
  await screen.findByRole("option", { name: "Second" });
  await userEvent.keyboard("{ArrowDown}{Enter}");
  expect(values).toEqual(["b"]);
});

test("a field with suggestions takes one of them, or any other text", async () => {
  function Model() {
    const [model, setModel] = useState("");
    return (
      <SuggestField
        label="Model"
        suggestions={["qwen3", "llama3.3"]}
        value={model}
        onValueChange={setModel}
      />
    );
  }
  render(<Model />);
  const field = screen.getByRole("combobox", { name: "Model" });
  await userEvent.type(field, "qw");
  await userEvent.click(await screen.findByRole("option", { name: "qwen3" }));
  expect(field.getAttribute("value")).toBe("qwen3");
  await userEvent.clear(field);
  await userEvent.type(field, "my-own");
  expect(field.getAttribute("value")).toBe("my-own");
});
