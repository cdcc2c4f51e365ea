import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { KindIcon } from "./kind-icon.tsx";
import { kindLooks } from "./kind-look.ts";
import { StateMark, stateLooks } from "./state-mark.tsx";

function alike<Look>(looks: Record<string, Look>, part: (look: Look) => unknown): unknown[] {
  const seen = Object.values(looks).map(part);
  return seen.filter((one, place) => seen.indexOf(one) !== place);
}

test("no two states share an icon or a word, so colour is never alone", () => {
  expect(alike(stateLooks, (look) => look.Icon)).toEqual([]);
  expect(alike(stateLooks, (look) => look.word)).toEqual([]);
});

test("no two kinds share an icon or the shape of their tile within one hue", () => {
  expect(alike(kindLooks, (look) => look.Icon)).toEqual([]);
  expect(alike(kindLooks, (look) => `${look.hue} ${look.shape}`)).toEqual([]);
});

test("a state without room for its word still has it for screen readers", () => {
  render(<StateMark state="waiting" word="Waiting for you" iconOnly />);
  expect(screen.getByText("Waiting for you").className).toBe("sr-only");
});

test("a kind is named where no word stands beside it", () => {
  render(<KindIcon kind="supervisor" named />);
  expect(screen.getByRole("img", { name: "Supervisor" })).toBeDefined();
});
