import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { IconButton } from "./icon-button.tsx";
import { Tooltip } from "./tooltip.tsx";

beforeEach(() => {
  vi.useFakeTimers();
  render(
    <>
      <IconButton label="Undo" keys="Shift 1" icon={null} />
      <IconButton label="Redo" icon={null} />
      <p>Elsewhere</p>
      <Tooltip />
    </>,
  );
});
afterEach(() => {
  vi.useRealTimers();
});

const over = (name: string, more: object = { pointerType: "mouse" }) =>
  act(() => fireEvent.pointerOver(screen.getByRole("button", { name }), more));
const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));

test("the tooltip of a button comes when a pointer rests on it, with its keys", () => {
  over("Undo");
  pass(399);
  expect(screen.queryByText("Undo")).toBeNull();
  pass(1);
  expect(screen.getByText("Undo").textContent).toContain("1");
});

test("the tooltip of the next button comes at once", () => {
  over("Undo");
  pass(400);
  over("Redo");
  expect(screen.getByText("Redo")).toBeDefined();
  expect(screen.queryByText("Undo")).toBeNull();
});

test.each([
  ["leaves before", () => fireEvent.pointerOver(screen.getByText("Elsewhere"))],
  ["presses it", () => fireEvent.pointerDown(screen.getByRole("button", { name: "Undo" }))],
])("no tooltip comes when the pointer %s", (_, does) => {
  over("Undo");
  pass(200);
  act(() => void does());
  pass(1_000);
  expect(screen.queryByText("Undo")).toBeNull();
});

test("no tooltip comes for a finger, nor for a pointer that drags", () => {
  over("Undo", { pointerType: "touch" });
  pass(1_000);
  expect(screen.queryByText("Undo")).toBeNull();
  over("Redo", { pointerType: "mouse", buttons: 1 });
  pass(1_000);
  expect(screen.queryByText("Redo")).toBeNull();
});

test("the keyboard's focus shows the tooltip, and Escape takes it away", () => {
  act(() => screen.getByRole("button", { name: "Redo" }).focus());
  expect(screen.getByText("Redo")).toBeDefined();
  act(() => fireEvent.keyDown(document.activeElement ?? document.body, { key: "Escape" }));
  pass(1_000);
  expect(screen.queryByText("Redo")).toBeNull();
});
