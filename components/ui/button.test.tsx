import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
import { Button } from "./button.tsx";
import { IconButton } from "./icon-button.tsx";

function Counter({ busy }: { busy: boolean }) {
  const [presses, setPresses] = useState(0);
  return (
    <Button busy={busy} onClick={() => setPresses(presses + 1)}>
      {`Pressed ${presses}`}
    </Button>
  );
}

test("a busy button says so, keeps its focus and ignores presses", async () => {
  const { rerender } = render(<Counter busy={false} />);
  const button = screen.getByRole("button");
  await userEvent.click(button);
  rerender(<Counter busy />);
  await userEvent.click(button);
  expect(button.textContent).toBe("Pressed 1");
  expect(button.getAttribute("aria-busy")).toBe("true");
  expect(document.activeElement).toBe(button);
});

test("an icon button is named by its label", () => {
  render(<IconButton label="Undo" icon={<svg aria-hidden="true" />} />);
  expect(screen.getByRole("button", { name: "Undo" })).toBeDefined();
});
