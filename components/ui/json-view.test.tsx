import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { JsonView } from "./json-view.tsx";

test("a closed branch is not rendered until it is opened", async () => {
  render(<JsonView label="Result" openDepth={1} value={{ order: { id: "SO-1042" } }} />);
  expect(screen.queryByText(/SO-1042/)).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: /order/ }));
  expect(screen.getByText(/SO-1042/)).toBeDefined();
});

test("a long list comes by pages", async () => {
  render(<JsonView label="Rows" value={Array.from({ length: 250 }, (_, row) => `row ${row}`)} />);
  expect(screen.queryByText(/row 100/)).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "100 more of 250" }));
  expect(screen.getByText(/row 100/)).toBeDefined();
  expect(screen.getByRole("button", { name: "50 more of 250" })).toBeDefined();
});

test("a long string is cut and can be read whole", async () => {
  const text = `${"a".repeat(5000)}END`;
  const { container } = render(<JsonView label="Reply" value={text} />);
  expect(container.textContent).not.toContain("END");
  await userEvent.click(screen.getByRole("button", { name: "All 5.0 kB" }));
  expect(container.textContent).toContain("END");
});
