import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { SplitPanel } from "./split-panel.tsx";

beforeEach(() => localStorage.clear());

const panel = (
  <SplitPanel
    id="test"
    label="Size of the inspector"
    direction="row"
    sized="end"
    defaultSize={360}
    minSize={200}
    // jsdom has no layout: every box is 0 wide
    minRest={-10_000}
    start="left"
    end="right"
  />
);

test("arrow keys move the divider and the size is remembered", async () => {
  const { unmount } = render(panel);
  const divider = screen.getByRole("separator", { name: "Size of the inspector" });
  divider.focus();
  await userEvent.keyboard("{ArrowLeft}{Shift>}{ArrowLeft}{/Shift}");
  expect(divider.getAttribute("aria-valuenow")).toBe("440");
  unmount();
  render(panel);
  expect(screen.getByRole("separator").getAttribute("aria-valuenow")).toBe("440");
});

test("a panel never gets smaller than its minimum, and Enter brings the default back", async () => {
  render(panel);
  const divider = screen.getByRole("separator");
  divider.focus();
  await userEvent.keyboard("{Home}{ArrowRight}");
  expect(divider.getAttribute("aria-valuenow")).toBe("200");
  await userEvent.keyboard("{Enter}");
  expect(divider.getAttribute("aria-valuenow")).toBe("360");
});
