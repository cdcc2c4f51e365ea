import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { TextField } from "./text-field.tsx";

async function paste(text: string, given = "") {
  const user = userEvent.setup();
  render(<TextField label="Name" maxLength={120} defaultValue={given} />);
  const field = screen.getByLabelText("Name");
  await user.click(field);
  await user.paste(text);
  return { user, field: field as HTMLInputElement };
}

test("a pasted text that does not fit is cut and told of, with how much was lost", async () => {
  const { field, user } = await paste("a".repeat(300));
  expect(field.value).toHaveLength(120);
  expect(screen.getByText(/At most 120 characters fit: the last 180 .* were left out\./)).toBeTruthy();
  await user.type(field, "{Backspace}");
  expect(screen.queryByText(/At most/)).toBeNull();
});

test("what stands in the field already takes its room", async () => {
  await paste("b".repeat(2), "a".repeat(119));
  expect(screen.getByText(/the last 1 of the text put in was left out/)).toBeTruthy();
});

test("a field that takes no more says so while one types, and not before", async () => {
  const { field, user } = await paste("a".repeat(119));
  expect(screen.queryByText(/characters fit/)).toBeNull();
  await user.type(field, "a");
  expect(screen.getByText("Full: at most 120 characters fit.")).toBeTruthy();
});
